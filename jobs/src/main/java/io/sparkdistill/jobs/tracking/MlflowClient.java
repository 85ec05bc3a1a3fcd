package io.sparkdistill.jobs.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Sends requests to the REST interface of an MLflow tracking server. A request is repeated after status 429 or 5xx and
 * after a broken connection. Credentials are read from the environment variables of MLflow's own clients:
 * {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}.
 *
 * @see <a href="https://mlflow.org/docs/latest/rest-api.html">MLflow REST API</a>
 */
final class MlflowClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration REQUEST = Duration.ofSeconds(30);
    private static final int RETRIES = 3;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final int SUCCESS = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final RetryPolicy<Object> retries = RetryPolicy.builder()
            .handle(IOException.class)
            .withBackoff(200, 2000, ChronoUnit.MILLIS)
            .withJitter(0.2)
            .withMaxRetries(RETRIES)
            .build();
    private final String base;
    private final Optional<String> authorization;

    /**
     * Creates a client without a connection.
     *
     * @param uri base address of the server
     */
    MlflowClient(URI uri, Map<String, String> environment) {
        this.base = uri.toString().replaceFirst("/+$", "");
        this.authorization = authorization(environment);
    }

    private static Optional<String> authorization(Map<String, String> environment) {
        String token = environment.get("MLFLOW_TRACKING_TOKEN");
        String user = environment.get("MLFLOW_TRACKING_USERNAME");
        if (token != null) {
            return Optional.of("Bearer " + token);
        }
        return Optional.ofNullable(user)
                .map(name -> name + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", ""))
                .map(both -> "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Calls a method of the interface with parameters in the query.
     *
     * @return the answer; empty if what is asked for does not exist
     */
    Optional<JsonNode> get(String method, String parameter, String value) throws IOException {
        String query = "?%s=%s".formatted(parameter, URLEncoder.encode(value, StandardCharsets.UTF_8));
        HttpResponse<String> answer =
                send(request("/api/2.0/mlflow/" + method + query).GET());
        return answer.statusCode() == NOT_FOUND
                ? Optional.empty()
                : Optional.of(JSON.readTree(requireSuccess(answer).body()));
    }

    /** Calls a method of the interface with a JSON object. */
    JsonNode post(String method, JsonNode content) throws IOException {
        HttpRequest.Builder request = request("/api/2.0/mlflow/" + method).header("Content-Type", "application/json");
        return JSON.readTree(requireSuccess(send(request.POST(BodyPublishers.ofString(content.toString()))))
                .body());
    }

    /**
     * Stores a file through the server's own artifact store.
     *
     * @param path of the file in the store, without a leading slash
     */
    void putArtifact(String path, byte[] content) throws IOException {
        BodyPublisher body = BodyPublishers.ofByteArray(content);
        requireSuccess(
                send(request("/api/2.0/mlflow-artifacts/artifacts/" + path).PUT(body)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(REQUEST);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return Failsafe.with(retries).get(() -> {
                HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
                if (answer.statusCode() == TOO_MANY || answer.statusCode() >= SERVER_ERROR) {
                    throw failure(answer);
                }
                return answer;
            });
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IOException(e.getCause().toString(), e.getCause());
        }
    }

    private static HttpResponse<String> requireSuccess(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != SUCCESS) {
            throw failure(answer);
        }
        return answer;
    }

    private static IOException failure(HttpResponse<String> answer) {
        return new IOException("%s answers with status %d: %s"
                .formatted(
                        answer.uri().getPath(),
                        answer.statusCode(),
                        answer.body().lines().findFirst().orElse("")));
    }
}
