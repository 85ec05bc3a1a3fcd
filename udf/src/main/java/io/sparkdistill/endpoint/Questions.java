package io.sparkdistill.endpoint;

import dev.failsafe.CircuitBreakerOpenException;
import io.sparkdistill.model.ModelUnavailableException;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.model.Usage;
import io.sparkdistill.table.RejectionKind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Turns prompts into results. A text is refused if its answer is of no use, if the server refuses it, or if its
 * requests stay broken while a control question is answered. Otherwise a failure is the endpoint's, and the task ends.
 */
final class Questions {
    private static final Prompt CONTROL = new Prompt("Is this the model that the configuration means?");

    private final EndpointSettings settings;
    private final EndpointClient client;

    Questions(EndpointSettings settings, EndpointClient client) {
        this.settings = settings;
        this.client = client;
    }

    /** Holds a result, and what was asked for it. */
    record Answered(RowResult result, Usage usage) {}

    /** Asks a question; the future fails with {@link ModelUnavailableException} alone. */
    CompletableFuture<Answered> ask(Prompt prompt) {
        return complete(client.ask(prompt, 0), prompt)
                .thenApply(completion -> new Answered(result(prompt, completion), completion.usage()))
                .exceptionallyCompose(
                        error -> afterFailure(error instanceof CompletionException ? error.getCause() : error));
    }

    /** Asks again until there are as many answers as the reading needs: some servers give one per request. */
    private CompletableFuture<Completion> complete(CompletableFuture<Completion> first, Prompt prompt) {
        int needed = settings.reading().answers();
        return first.thenCompose(completion -> {
            int got = completion.choices().size();
            return got >= needed
                    ? CompletableFuture.completedFuture(completion)
                    : complete(client.ask(prompt, got).thenApply(completion::plus), prompt);
        });
    }

    private RowResult result(Prompt prompt, Completion completion) {
        if (!settings.reading().accepts(completion.choices())) {
            throw new ModelUnavailableException(
                    "Cannot read an answer of %s: the server gives no log-probabilities; set samples = 8 to count answers instead"
                            .formatted(settings.model()),
                    null);
        }
        int tokens = Math.toIntExact(completion.usage().promptTokens());
        return settings.reading()
                .result(completion.choices(), settings.classes(), tokens == 0 ? prompt.count() : tokens);
    }

    /** Refuses a text that is to blame, or ends the task. */
    private CompletableFuture<Answered> afterFailure(Throwable error) {
        int sent = 1 + settings.traffic().maxRetries();
        if (error instanceof RequestFailure.Refused) {
            return CompletableFuture.completedFuture(refusal(error, 1));
        }
        if (error instanceof RequestFailure.Broken) {
            return client.ask(CONTROL, 0).handle((control, ofControl) -> {
                if (ofControl != null) {
                    throw unavailable(error);
                }
                return refusal(error, sent + 1);
            });
        }
        return CompletableFuture.failedFuture(unavailable(error));
    }

    private static Answered refusal(Throwable error, int requests) {
        return new Answered(
                new RowResult.Refusal(RejectionKind.MODEL_FAILED, "the endpoint failed: " + error.getMessage()),
                new Usage(requests, 0, 0));
    }

    private ModelUnavailableException unavailable(Throwable error) {
        if (error instanceof ModelUnavailableException unavailable) {
            return unavailable;
        }
        String what = error instanceof CircuitBreakerOpenException
                ? "all its requests of the last minute were broken, the last one: " + client.lastBroken()
                : error.getMessage();
        return new ModelUnavailableException(
                "Cannot ask %s at %s: %s".formatted(settings.model(), settings.address(), what), error);
    }
}
