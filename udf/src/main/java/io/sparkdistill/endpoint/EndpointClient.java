package io.sparkdistill.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/**
 * Sends requests to an endpoint, and repeats those that fail. It is thread-safe, and shared by all tasks of a JVM. It
 * checks certificates as the JVM does.
 */
final class EndpointClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
    private static final double JITTER = 0.5;
    /** The circuit opens when all of at least this many requests within {@link #PERIOD} were broken. */
    private static final int BROKEN = 20;

    private static final Duration PERIOD = Duration.ofSeconds(60);

    private final EndpointSettings settings;
    private final URI address;
    private final String key;
    private final HttpClient http;
    private final Gate gate = new Gate();
    private final FailsafeExecutor<Completion> policies;
    /** What was wrong with the last broken request, for messages. */
    private volatile String lastBroken = "";

    /**
     * Creates a client.
     *
     * @param key key of the endpoint; empty without one
     */
    EndpointClient(EndpointSettings settings, String key) {
        this.settings = settings;
        this.key = key;
        this.address = URI.create(settings.address().toString().replaceAll("/+$", "") + "/"
                + settings.protocol().path());
        // Servers of models speak HTTP/1.1; some answer an offer of HTTP/2 with an error.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
        RetryPolicy<Completion> retries = RetryPolicy.<Completion>builder()
                .handle(RequestFailure.Busy.class, RequestFailure.Broken.class)
                .withMaxRetries(settings.traffic().maxRetries())
                .withBackoff(FIRST_DELAY, LONGEST_DELAY)
                .withJitter(JITTER)
                .build();
        CircuitBreaker<Completion> circuit = CircuitBreaker.<Completion>builder()
                .handle(RequestFailure.Broken.class)
                .onFailure(event -> lastBroken = event.getException().getMessage())
                .withFailureRateThreshold(100, BROKEN, PERIOD)
                .withDelay(PERIOD)
                .build();
        this.policies = Failsafe.with(retries, circuit);
    }

    /**
     * Asks for one or more answers to a prompt.
     *
     * @param got number of answers that the prompt has already
     * @return the answers, with the number of requests that were sent; or a {@link RequestFailure}, or that the circuit
     *     is open
     */
    CompletableFuture<Completion> ask(Prompt prompt, int got) {
        ObjectNode body = JSON.createObjectNode().put("model", settings.model());
        settings.protocol().prompt(body, prompt.text());
        settings.reading().request(body, settings.protocol(), got);
        HttpRequest request = request(body);
        AtomicInteger sent = new AtomicInteger();
        return policies.getStageAsync(() -> send(request, sent)).thenApply(completion -> completion.after(sent.get()));
    }

    /** Returns what was wrong with the last broken request; empty if there was none. */
    String lastBroken() {
        return lastBroken;
    }

    private HttpRequest request(ObjectNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return request.build();
    }

    private CompletableFuture<Completion> send(HttpRequest request, AtomicInteger sent) {
        long wait = gate.nanosToWait();
        Executor whenOpen = CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS, Runnable::run);
        return CompletableFuture.supplyAsync(sent::incrementAndGet, wait == 0 ? Runnable::run : whenOpen)
                .thenCompose(number -> exchange(request))
                .handle(this::completion);
    }

    /** Sends a request once. The timeout includes the body, which that of the JDK's client does not. */
    private CompletableFuture<HttpResponse<String>> exchange(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> exchange =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        return exchange.copy()
                .orTimeout(settings.traffic().timeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((response, error) -> {
                    if (error != null) {
                        exchange.cancel(true);
                    }
                });
    }

    private Completion completion(HttpResponse<String> response, Throwable error) {
        if (error != null) {
            throw failure(error instanceof CompletionException ? error.getCause() : error);
        }
        int status = response.statusCode();
        if (status == 429 || status == 503) {
            gate.heed(response.headers());
        }
        if (status / 100 != 2) {
            throw failure(status, response.body());
        }
        try {
            return settings.protocol().read(JSON.readTree(response.body()));
        } catch (JsonProcessingException e) {
            throw new RequestFailure.Broken("the answer is no JSON: " + said(response.body()), null);
        } catch (IllegalArgumentException e) {
            throw new RequestFailure.Broken(e.getMessage() + ": " + said(response.body()), null);
        }
    }

    private RequestFailure failure(Throwable error) {
        if (error instanceof SSLException) {
            return new RequestFailure.Denied(
                    "the TLS connection fails: %s; add the certificate of its authority to the trust store of driver and executors (-Djavax.net.ssl.trustStore)"
                            .formatted(error.getMessage()),
                    error);
        }
        if (error instanceof java.util.concurrent.TimeoutException) {
            return new RequestFailure.Broken(
                    "no answer within %d seconds"
                            .formatted(settings.traffic().timeout().toSeconds()),
                    null);
        }
        String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        return error instanceof IOException
                ? new RequestFailure.Broken("the connection is broken: " + message, error)
                : new RequestFailure.Denied(message, error);
    }

    private RequestFailure failure(int status, String body) {
        String message = "status %d: %s".formatted(status, said(body));
        return switch (status) {
            case 429 -> new RequestFailure.Busy(message);
                // TGI answers a failed generation by 424.
            case 408, 424 -> new RequestFailure.Broken(message, null);
            case 400, 413, 422 -> new RequestFailure.Refused(message);
            default -> status >= 500
                    ? new RequestFailure.Broken(message, null)
                    : new RequestFailure.Denied(message, null);
        };
    }

    /** Returns the message in a body, or its beginning, without the key, which some servers repeat. */
    private String said(String body) {
        String message = body;
        try {
            JsonNode error = JSON.readTree(body).path("error");
            String found = error.path("message").asText(error.asText(""));
            message = found.isEmpty() ? body : found;
        } catch (JsonProcessingException noJson) {
            message = body;
        }
        return Answers.shortened(key.isEmpty() ? message : message.replace(key, "***"));
    }
}
