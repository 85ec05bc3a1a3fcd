package io.sparkdistill.jobs.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP server on this machine that answers like an MLflow tracking server with its own artifact store. */
final class LoopbackMlflow implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<String> requests = new ArrayList<>();
    final Map<String, String> experiments = new TreeMap<>();
    final Map<String, String> parameters = new TreeMap<>();
    final List<JsonNode> metrics = new ArrayList<>();
    final Map<String, String> tags = new TreeMap<>();
    final Map<String, String> artifacts = new TreeMap<>();
    final List<String> statuses = new ArrayList<>();
    /** The number of requests that are still answered with status 503. */
    int failures;

    private final HttpServer server;

    LoopbackMlflow() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestMethod() + " " + path);
        if (failures > 0) {
            failures--;
            reply(exchange, 503, "{\"error_code\": \"TEMPORARILY_UNAVAILABLE\"}");
        } else if (path.startsWith("/api/2.0/mlflow-artifacts/artifacts/")) {
            artifacts.put(path.substring("/api/2.0/mlflow-artifacts/artifacts/".length()), body);
            reply(exchange, 200, "{}");
        } else {
            method(exchange, path.replaceFirst("^/api/2.0/mlflow/", ""), body.isEmpty() ? null : JSON.readTree(body));
        }
    }

    private void method(HttpExchange exchange, String method, JsonNode content) throws IOException {
        switch (method) {
            case "experiments/get-by-name" -> {
                String name = exchange.getRequestURI().getQuery().replaceFirst("^experiment_name=", "");
                boolean known = experiments.containsKey(name);
                reply(
                        exchange,
                        known ? 200 : 404,
                        known
                                ? "{\"experiment\": {\"experiment_id\": \"%s\"}}".formatted(experiments.get(name))
                                : "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\"}");
            }
            case "experiments/create" -> {
                experiments.put(content.get("name").asText(), "7");
                reply(exchange, 200, "{\"experiment_id\": \"7\"}");
            }
            case "runs/create" -> {
                content.get("tags")
                        .forEach(tag -> tags.put(
                                tag.get("key").asText(), tag.get("value").asText()));
                reply(
                        exchange,
                        200,
                        "{\"run\": {\"info\": {\"run_id\": \"abc\", \"artifact_uri\": \"mlflow-artifacts:/7/abc/artifacts\"}}}");
            }
            case "runs/log-batch" -> {
                content.path("params")
                        .forEach(each -> parameters.put(
                                each.get("key").asText(), each.get("value").asText()));
                content.path("metrics").forEach(metrics::add);
                reply(exchange, 200, "{}");
            }
            case "runs/update" -> {
                statuses.add(content.get("status").asText());
                reply(exchange, 200, "{}");
            }
            default -> reply(exchange, 404, "{\"error_code\": \"ENDPOINT_NOT_FOUND\"}");
        }
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
