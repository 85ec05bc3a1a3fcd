package io.sparkdistill.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sparkdistill.model.ModelUnavailableException;
import io.sparkdistill.model.RowResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks real servers of the JDK that fail. */
class QuestionsTest {
    private static final String ANSWER =
            """
            {"choices": [{"message": {"content": "no"}, "logprobs": {"content": [{"top_logprobs":
              [{"token": "no", "logprob": -0.1}, {"token": "yes", "logprob": -2.4}]}]}}], "usage": {"prompt_tokens": 3}}
            """;
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private int failure = 500;

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anUntrustedCertificateEndsTheTaskAndNamesTheTrustStore(@TempDir Path folder) throws Exception {
        HttpsServer https = HttpsServer.create(loopback(), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(selfSigned(folder)));
        serve(https, request -> true);

        assertThatThrownBy(() -> ask("https", 3))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageStartingWith(
                        "Cannot ask tiny at https://localhost:%d/v1: the TLS connection fails: ".formatted(port()))
                .hasMessageContaining("PKIX path building failed")
                .hasMessageEndingWith(
                        "; add the certificate of its authority to the trust store of driver and executors"
                                + " (-Djavax.net.ssl.trustStore)");
        assertThat(requests).hasValue(0);
    }

    @Test
    void theCircuitOpensWhenAllRequestsAreBroken() throws IOException {
        serve(HttpServer.create(loopback(), 0), request -> false);
        Questions questions = questions("http", 0);

        // Each question is followed by the control question.
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> ask(questions))
                    .hasMessage("Cannot ask tiny at http://localhost:%d/v1: status 500: down", port());
        }
        assertThat(requests).hasValue(20);
        assertThatThrownBy(() -> ask(questions))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage(
                        "Cannot ask tiny at http://localhost:%d/v1: all its requests of the last minute were broken,"
                                + " the last one: status 500: down",
                        port());
        assertThat(requests).as("nothing more is sent").hasValue(20);
    }

    @Test
    void theCircuitStaysClosedWhileSomeRequestsAreAnswered() throws IOException {
        // Every other request is answered: the control questions.
        serve(HttpServer.create(loopback(), 0), request -> request % 2 == 0);
        Questions questions = questions("http", 0);

        for (int i = 0; i < 30; i++) {
            assertThat(ask(questions))
                    .isInstanceOfSatisfying(RowResult.Refusal.class, refusal -> assertThat(refusal.reason())
                            .isEqualTo("the endpoint failed: status 500: down"));
        }
        assertThat(requests).hasValue(60);
    }

    @Test
    void brokenRequestsAreRepeated() throws IOException {
        serve(HttpServer.create(loopback(), 0), request -> request == 3);

        assertThat(ask("http", 2)).isInstanceOf(RowResult.Prediction.class);
        assertThat(requests).hasValue(3);
    }

    @Test
    void aGenerationThatFailsAtTheServerIsRepeated() throws IOException {
        failure = 424;
        serve(HttpServer.create(loopback(), 0), request -> request == 2);

        assertThat(ask("http", 2)).isInstanceOf(RowResult.Prediction.class);
        assertThat(requests).hasValue(2);
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** @param answered whether a request is answered, by its number from 1 */
    private void serve(HttpServer started, IntPredicate answered) {
        server = started;
        server.createContext("/v1/chat/completions", exchange -> answer(exchange, answered));
        server.start();
    }

    private void answer(HttpExchange exchange, IntPredicate answered) throws IOException {
        boolean right = answered.test(requests.incrementAndGet());
        byte[] body = (right ? ANSWER : "{\"error\": {\"message\": \"down\"}}").getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(right ? 200 : failure, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private RowResult ask(String scheme, int retries) {
        return ask(questions(scheme, retries));
    }

    private static RowResult ask(Questions questions) {
        try {
            return questions.ask(new Prompt("a good film")).join().result();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    private Questions questions(String scheme, int retries) {
        EndpointSettings settings = new EndpointSettings(
                URI.create("%s://localhost:%d/v1".formatted(scheme, port())),
                "tiny",
                Protocol.CHAT,
                new ClassWords(List.of(List.of("no"), List.of("yes"))),
                new AnswerReading.FirstToken(5, 0.5),
                new ApiKey.None(),
                new Traffic(1, 0, 0, Duration.ofSeconds(5), retries));
        return new Questions(settings, new EndpointClient(settings, ""));
    }

    /** Makes a certificate that no authority has signed, by the keytool of the JDK. */
    private static SSLContext selfSigned(Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
