package io.sparkdistill.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.distill.Softmax;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.export.ExportedStudents;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.serve.Teacher;
import io.sparkdistill.serving.Input;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    private static final Pattern SERVING =
            Pattern.compile("Serving at (http://127\\.0\\.0\\.1:\\d+/) \\(stop it with Ctrl\\+C\\)");

    @TempDir
    private Path folder;

    @Test
    void servesAFolderAtTheAddressThatItPrintsUntilItIsTerminated() throws Exception {
        ExportedStudents.ofText(folder, List.of("bad", "good", "so so"));
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Distill.class.getName(),
                        "serve",
                        folder.toString(),
                        "--port=0")
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String address = address(out);
            assertThat(get(address + "health")).startsWith("{\"status\":\"up\"");
            process.toHandle().destroy(); // Sends SIGTERM, like Ctrl+C and service managers.
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(out.readLine()).isNull();
            assertThat(errors).content().doesNotContain("SparkContext", "Exception");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String address(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher serving = SERVING.matcher(line);
            if (serving.matches()) {
                return serving.group(1);
            }
        }
        throw new AssertionError("the address is missing");
    }

    private static String get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(run("serve"))
                .isEqualTo("2 spark-distill: Cannot serve: no student is named; give a folder that"
                        + " `export` wrote, or --config");
        assertThat(run("serve", folder.toString(), "--port=70000"))
                .isEqualTo("2 spark-distill: --port must be in 0..65535: 70000");
        assertThat(run("serve", folder.toString(), "--precision=int4"))
                .startsWith("2 Invalid value for option '--precision': must be float32 or int8: int4");
        assertThat(run("serve", folder.toString(), "--port=0"))
                .startsWith("3 spark-distill: Cannot serve %s: ".formatted(folder));
        ExportedStudents.ofText(folder, List.of("bad", "good", "so so"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("serve", folder.toString(), "--port=" + taken.getLocalPort()))
                    .isEqualTo(
                            "2 spark-distill: Cannot listen at 127.0.0.1:%d: Address already in use; choose another --port or --host"
                                    .formatted(taken.getLocalPort()));
        }
        Files.delete(folder.resolve("model.onnx"));
        assertThat(run("serve", folder.toString()))
                .startsWith("3 spark-distill: Cannot serve %s: %s".formatted(folder, folder.resolve("model.onnx")))
                .endsWith("no such model");
    }

    @Test
    void loadsATeacherInTheFileThatLabelHasChosen() throws IOException {
        TinyTask task = new TinyTask(folder);
        TinyOnnx.writeLinear(task.file("model.onnx"), new float[][] {{1, -1}, {-2, 1}});
        TinyOnnx.writeLinear(task.file("fast.onnx"), new float[][] {{2, -2}, {-4, 2}});
        JobContext context = task.context(
                "task.type=features",
                "student.network=mlp",
                "input.train=[{path=${data}/train.json, format=json, features=x, label=y}]",
                "input.validation=[]",
                "input.test=[]",
                "input.unlabeled=[]",
                "teachers=[{name=linear, model=${data}/model.onnx, choose=fastest, alternatives=[${data}/fast.onnx]}]");
        Input example = new Input.Features(new float[] {1, 0});
        // Without a choice it is the first file.
        assertThat(probabilities(context, example)).containsExactly(Softmax.softTargets(new float[] {1, -1}, 1));
        List<String> fingerprints = context.config().teachers().get(0).candidates().stream()
                .map(file -> new TeacherStaging(context.hadoop(), 2)
                        .stage(file)
                        .spec()
                        .fingerprint())
                .toList();
        context.output()
                .writeText(
                        Artifacts.TEACHER_CHOICES,
                        """
                        [{"teacher": "linear", "agreement": %s, "examples": 9, "chosen": 1, "files": [
                          {"file": "model.onnx", "fingerprint": "%s"}, {"file": "fast.onnx", "fingerprint": "%s"}]}]
                        """
                                .formatted(
                                        context.config().label().checks().agreement(),
                                        fingerprints.get(0),
                                        fingerprints.get(1)));
        assertThat(probabilities(context, example)).containsExactly(Softmax.softTargets(new float[] {2, -2}, 1));
    }

    private static float[] probabilities(JobContext context, Input example) {
        List<Teacher> teachers = ServeCommand.teachers(context);
        assertThat(teachers).hasSize(1);
        try (Teacher teacher = teachers.get(0)) {
            return teacher.probabilities(example);
        }
    }

    /** Returns the exit code and the first line of the errors. */
    private static String run(String... arguments) {
        StringWriter errors = new StringWriter();
        int exitCode = Distill.commandLine()
                .setErr(new PrintWriter(errors, true))
                .setOut(new PrintWriter(new StringWriter(), true))
                .execute(arguments);
        return exitCode + " " + errors.toString().lines().findFirst().orElse("");
    }
}
