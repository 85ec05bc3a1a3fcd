package io.sparkdistill.endpoint;

import dev.failsafe.RateLimiter;
import io.sparkdistill.model.Usage;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps the requests of one task to its share of the cluster's rates. Tokens are estimated before a request, by those of
 * earlier ones, and corrected after it.
 */
final class Pace {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Optional<RateLimiter<Object>> requests;
    private final Optional<RateLimiter<Object>> tokens;
    private long estimated;
    private long counted;

    /**
     * Creates the pace of a task.
     *
     * @param slots number of tasks that share the rates
     */
    Pace(Traffic traffic, int slots) {
        this.requests = limiter(traffic.requestsPerMinute(), slots);
        this.tokens = limiter(traffic.tokensPerMinute(), slots);
    }

    private static Optional<RateLimiter<Object>> limiter(int perMinute, int slots) {
        return perMinute == 0
                ? Optional.empty()
                : Optional.of(
                        RateLimiter.smoothBuilder(1, MINUTE.multipliedBy(slots).dividedBy(perMinute))
                                .build());
    }

    /** Waits until the task may send a request for this prompt. */
    void await(Prompt prompt) throws InterruptedException {
        if (requests.isPresent()) {
            requests.get().acquirePermit();
        }
        if (tokens.isPresent()) {
            tokens.get().acquirePermits(expected(prompt));
        }
    }

    private synchronized int expected(Prompt prompt) {
        double ratio = counted == 0 ? 1 : (double) counted / estimated;
        return (int) Math.max(1, Math.round(ratio * prompt.count()));
    }

    /** Takes a completed request into account. */
    void record(Prompt prompt, Usage usage) {
        if (usage.tokens() == 0) {
            return;
        }
        int expected = expected(prompt);
        synchronized (this) {
            estimated += prompt.count();
            counted += usage.tokens();
        }
        long more = usage.tokens() - expected + (usage.requests() - 1) * expected;
        if (more > 0) {
            tokens.ifPresent(limiter -> limiter.reservePermits((int) more));
        }
        if (usage.requests() > 1) {
            requests.ifPresent(limiter -> limiter.reservePermits((int) usage.requests() - 1));
        }
    }
}
