package io.sparkdistill.endpoint;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Holds back all requests of this JVM for as long as the server asks in its header {@code Retry-After}. */
final class Gate {
    /** The longest time that is heeded: a task that waits longer is better retried. */
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** The share of the wait by which requests are spread when the gate opens. */
    private static final double SPREAD = 0.1;

    private final AtomicLong opens = new AtomicLong(System.nanoTime());

    /** Closes the gate for the time that a response asks for, if it asks for one. */
    void heed(HttpHeaders headers) {
        retryAfter(headers, Clock.systemUTC())
                .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait)
                .ifPresent(wait -> opens.accumulateAndGet(
                        System.nanoTime() + wait.toNanos(), (one, other) -> one - other > 0 ? one : other));
    }

    /** Returns the time until a request may be sent, in nanoseconds; 0 while the gate is open. */
    long nanosToWait() {
        long left = opens.get() - System.nanoTime();
        return left <= 0
                ? 0
                : left + (long) (SPREAD * left * ThreadLocalRandom.current().nextDouble());
    }

    /** Reads the header: a number of seconds, or a date. */
    static Optional<Duration> retryAfter(HttpHeaders headers, Clock clock) {
        return headers.firstValue("retry-after").map(String::strip).flatMap(value -> {
            try {
                return Optional.of(Duration.ofMillis((long) (1_000 * Double.parseDouble(value))));
            } catch (NumberFormatException notSeconds) {
                return date(value, clock);
            }
        });
    }

    private static Optional<Duration> date(String value, Clock clock) {
        try {
            ZonedDateTime until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(clock.instant(), until.toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }
}
