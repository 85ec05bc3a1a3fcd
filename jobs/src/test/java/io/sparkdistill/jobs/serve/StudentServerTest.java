package io.sparkdistill.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.jobs.export.ExportedStudents;
import io.sparkdistill.serving.Prediction;
import io.sparkdistill.serving.Student;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudentServerTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String TEXT = "a good film & <b>very</b> \"long\"";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static StudentServer server;
    private static Student student;

    @BeforeAll
    static void start() throws IOException {
        ExportedStudents.ofText(folder, List.of("bad", "<i>good</i>", "so \"so\""));
        student = Student.open(folder);
        server = serve(folder, List.of(teacher()));
    }

    @AfterAll
    static void stop() {
        student.close();
        server.close();
    }

    private static StudentServer serve(Path exported, List<Teacher> teachers) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return StudentServer.start(anyPort, Student.open(exported), teachers);
    }

    /** Its logits are not finite for texts with the word poison. */
    private static Teacher teacher() throws IOException {
        Path model = folder.resolve("teacher.pt");
        Path tokenizer = folder.resolve("teacher.json");
        TinyTeacher.writeModel(model, TinyTeacher.POISONED.replace("mean)], 1)", "mean), mean], 1)"));
        TinyTeacher.writeTokenizer(tokenizer);
        ModelSource source = ModelSource.exported(ModelFormat.TORCH_SCRIPT, model.toString())
                .name("tiny <teacher>")
                .classes(3)
                .text(tokenizer.toString(), new TextInput(16, List.of(TokenizerOutput.values())));
        return new Teacher(
                "tiny <teacher>",
                new ModelStaging(new Configuration()).stage(source).trial());
    }

    @Test
    void isClosedOnce() throws IOException {
        StudentServer other = serve(folder, List.of());
        other.close();
        assertThatCode(other::close).doesNotThrowAnyException();
    }

    @Test
    void classifiesOneText() throws Exception {
        HttpResponse<String> response = post("/predict", JSON.writeValueAsString(Map.of("text", TEXT)));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertPrediction(JSON.readTree(response.body()), student.predict(TEXT));
    }

    @Test
    void classifiesABatchInItsOrder() throws Exception {
        HttpResponse<String> response =
                post("/predict", "{\"inputs\": [{\"text\": \"bad\"}, {\"text\": \"\"}, {\"text\": \"a good film\"}]}");
        JsonNode predictions = JSON.readTree(response.body()).get("predictions");
        assertThat(predictions).hasSize(3);
        assertPrediction(predictions.get(0), student.predict("bad"));
        assertPrediction(predictions.get(1), student.predict(""));
        assertPrediction(predictions.get(2), student.predict("a good film"));
        assertThat(post("/predict", "{\"inputs\": []}").body()).isEqualTo("{\"predictions\":[]}");
    }

    private static void assertPrediction(JsonNode found, Prediction expected) {
        assertThat(found.get("class").asText()).isEqualTo(expected.className());
        assertThat((float) found.get("probability").asDouble()).isCloseTo(expected.probability(), within(1e-6f));
        for (int i = 0; i < expected.probabilities().length; i++) {
            String name = student.classNames().get(i);
            assertThat((float) found.get("probabilities").get(name).asDouble())
                    .isCloseTo(expected.probabilities()[i], within(1e-6f));
        }
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        assertError("{\"text\": ", 400, "Cannot read the request: it is not JSON: Unexpected end-of-input");
        assertError(
                "[]", 400, "Cannot read the request: the body must be an object with text, text and pair, or features");
        assertError("{\"txt\": \"a\"}", 400, "Cannot read the request: the body has the unknown key txt");
        assertError("{\"text\": 1}", 400, "Cannot read the request: the body must have a string text");
        assertError("{\"text\": \"a\"} {}", 400, "Cannot read the request: it is not JSON: Trailing token");
        assertError("{\"inputs\": {}}", 400, "Cannot read the request: inputs must be a list");
        assertError(
                "{\"inputs\": [{\"text\": \"a\"}, {\"text\": null}]}",
                400,
                "Cannot read the request: inputs[1] must have a string text");
        assertError(
                "{\"features\": [1, \"2\"]}",
                400,
                "Cannot read the request: the body.features must be a list of numbers");
        assertError(
                "{\"features\": \"1 2\"}", 400, "Cannot read the request: the body.features must be a list of numbers");
        assertError(
                "{\"features\": [1, 2]}",
                400,
                "Cannot classify an example: the student reads a text, and the example is features");
        assertError(
                "{\"text\": \"a\", \"pair\": \"b\"}",
                400,
                "Cannot classify an example: the student reads a text, and the example is a pair of texts");
        assertError(
                "{\"text\": \"%s\"}".formatted("a".repeat(1 << 20)),
                413,
                "Cannot read the request: its body must have at most 1,048,576 bytes; send several requests");
    }

    private static void assertError(String body, int status, String message) throws Exception {
        HttpResponse<String> response = post("/predict", body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).get("error").asText()).startsWith(message);
    }

    @Test
    void knowsItsPathsAndMethods() throws Exception {
        HttpResponse<String> missing = get("/model.onnx");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body())
                .isEqualTo("{\"error\":\"Cannot find /model.onnx: the paths are /, /predict, /health and /metrics\"}");
        HttpResponse<String> method = get("/predict");
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("allow")).hasValue("POST");
        assertThat(method.body()).isEqualTo("{\"error\":\"Cannot answer GET /predict: the method must be POST\"}");
        HttpRequest head = HttpRequest.newBuilder(uri("/health"))
                .method("HEAD", BodyPublishers.noBody())
                .build();
        assertThat(CLIENT.send(head, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void reportsHealthAndMetrics(@TempDir Path other) throws Exception {
        assertThat(JSON.readTree(get("/health").body()))
                .isEqualTo(
                        JSON.readTree(
                                "{\"status\":\"up\",\"classes\":[\"bad\",\"<i>good</i>\",\"so \\\"so\\\"\"],\"teachers\":[\"tiny <teacher>\"]}"));
        ExportedStudents.ofText(other, List.of("bad", "good", "so \"so\""));
        try (StudentServer own = serve(other, List.of())) {
            URI root = URI.create("http://127.0.0.1:%d".formatted(own.port()));
            send(root.resolve("/predict"), "{\"inputs\": [{\"text\": \"a\"}, {\"text\": \"b\"}]}", "application/json");
            send(root.resolve("/nothing"), "", "application/json");
            HttpResponse<String> response =
                    CLIENT.send(HttpRequest.newBuilder(root.resolve("/metrics")).build(), BodyHandlers.ofString());
            assertThat(response.headers().firstValue("content-type"))
                    .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(response.body())
                    .contains("# TYPE spark_distill_requests counter\n")
                    .contains("spark_distill_requests_total{path=\"/predict\",status=\"200\"} 1\n")
                    .contains("spark_distill_requests_total{path=\"other\",status=\"404\"} 1\n")
                    .contains("spark_distill_predictions_total{class=\"so \\\"so\\\"\"} ")
                    .contains("spark_distill_call_seconds_bucket{le=\"+Inf\"} 1\n")
                    .contains("spark_distill_call_seconds_count 1\n")
                    .containsPattern("spark_distill_call_seconds_sum 0\\.\\d{9}\n")
                    .endsWith("# EOF\n");
            assertThat(response.body()
                            .lines()
                            .filter(line -> line.startsWith("spark_distill_predictions_total"))
                            .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                            .sum())
                    .isEqualTo(2);
        }
    }

    @Test
    void showsTheProbabilitiesOfStudentAndTeacherWithoutTakingTextsForHtml() throws Exception {
        HttpResponse<String> response = form("text=" + URLEncoder.encode(TEXT, StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'");
        Document page = Jsoup.parse(response.body());
        // Browsers drop the first line break.
        assertThat(page.selectFirst("textarea").wholeText()).isEqualTo("\n" + TEXT);
        assertThat(page.select("b, i, teacher")).isEmpty();
        assertThat(page.select("thead th").eachText().get(2)).startsWith("tiny <teacher>");
        assertThat(page.select("tbody th").eachText()).containsExactly("bad", "<i>good</i>", "so \"so\"");
        float[] expected = student.predict(TEXT).probabilities();
        for (int i = 0; i < expected.length; i++) {
            assertThat(page.select("tbody tr").get(i).child(1).text()).startsWith("%.4f".formatted(expected[i]));
        }
        assertThat(page.select("td.best")).hasSize(3).allMatch(cell -> cell.text()
                .endsWith("(most probable)"));
        assertThat(page.select("label").attr("for"))
                .isEqualTo(page.select("textarea").attr("id"));
    }

    @Test
    void saysWhyATeacherCannotAnswerBesideTheStudentsAnswer() throws Exception {
        Document page = Jsoup.parse(form("text=poison").body());
        assertThat(page.select("[role=alert]").text())
                .isEqualTo("tiny <teacher>: the model returned a logit that is not finite: NaN");
        assertThat(page.select("tbody tr").get(0).child(2).text()).isEqualTo("–");
        assertThat(page.select("td.best")).hasSize(1);
        HttpResponse<String> malformed = form("text=%zz");
        assertThat(malformed.statusCode()).isEqualTo(400);
    }

    @Test
    void hasAPageForFeatures(@TempDir Path other) throws Exception {
        ExportedStudents.ofFeatures(other);
        try (StudentServer own = serve(other, List.of())) {
            URI root = URI.create("http://127.0.0.1:%d/".formatted(own.port()));
            String type = "application/x-www-form-urlencoded";
            assertThat(Jsoup.parse(send(root, "text=1,+2+0.5", type).body()).select("tbody tr"))
                    .hasSize(3);
            HttpResponse<String> wrong = send(root, "text=1,+x", type);
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(Jsoup.parse(wrong.body()).select("[role=alert]").text())
                    .isEqualTo("Cannot classify features: all must be numbers: x");
            assertThat(Jsoup.parse(send(root, "text=1", type).body())
                            .select("[role=alert]")
                            .text())
                    .isEqualTo("Cannot classify an example: the student reads 3 features, and the example has 1");
        }
    }

    @Test
    void answersOpenRequestsBeforeItStops() throws Exception {
        StudentServer own = serve(folder, List.of());
        URI predict = URI.create("http://127.0.0.1:%d/predict".formatted(own.port()));
        String many = "{\"inputs\": [%s]}"
                .formatted(String.join(",", Collections.nCopies(20_000, "{\"text\": \"a good film\"}")));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            answers.add(CLIENT.sendAsync(
                    HttpRequest.newBuilder(predict)
                            .POST(BodyPublishers.ofString(many))
                            .build(),
                    BodyHandlers.ofString()));
        }
        while (own.openRequests() < 2) {
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            Thread.onSpinWait();
        }
        own.close();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(JSON.readTree(answer.get(20, TimeUnit.SECONDS).body()).get("predictions"))
                    .hasSize(20_000);
        }
        own.await();
        assertThatThrownBy(() -> send(predict, "{}", "application/json")).isInstanceOf(ConnectException.class);
    }

    @Test
    void fitsWideAndNarrowWindows() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "needs chromium");
        String page = form("text=a+good+film")
                .body()
                .replace("/style.css", "http://127.0.0.1:%d/style.css".formatted(server.port()));
        for (int width : new int[] {400, 1400}) {
            assertThat(browse(page, width)).contains("data-overflow=\"0\"").doesNotContain("CONSOLE");
        }
    }

    /** Returns what a browser makes of a page in a frame of this width, with its console. */
    private static String browse(String html, int width) throws IOException, InterruptedException {
        Path frame = folder.resolve("frame.html");
        Files.writeString(
                frame,
                """
                <!DOCTYPE html><meta charset="utf-8"><iframe style="width:%dpx;height:900px;border:0" srcdoc="%s"></iframe>
                <script>document.querySelector("iframe").onload = function () {
                  var root = this.contentDocument.documentElement;
                  document.body.dataset.overflow = root.scrollWidth - root.clientWidth;
                };</script>
                """
                        .formatted(width, html.replace("&", "&amp;").replace("\"", "&quot;")));
        Path shown = folder.resolve("shown.txt");
        Process browser = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("browser"),
                        "--enable-logging=stderr",
                        "--window-size=1500,1000",
                        "--virtual-time-budget=3000",
                        "--dump-dom",
                        frame.toUri().toString())
                .redirectErrorStream(true)
                .redirectOutput(shown.toFile())
                .start();
        assertThat(browser.waitFor(180, TimeUnit.SECONDS)).isTrue();
        return Files.readString(shown);
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return send(uri(path), body, "application/json");
    }

    private static HttpResponse<String> form(String body) throws Exception {
        return send(uri("/"), body, "application/x-www-form-urlencoded");
    }

    private static HttpResponse<String> send(URI uri, String body, String type) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
