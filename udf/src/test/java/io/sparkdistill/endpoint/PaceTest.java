package io.sparkdistill.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.model.Usage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Prompt PROMPT = new Prompt("x".repeat(36));

    @Test
    void requestsAreSpreadOverTheMinute() throws InterruptedException {
        // One request per 50 ms for one task.
        assertThat(seconds(pace(1200, 0, 1), 5)).isBetween(0.2, 2.0);
    }

    @Test
    void tasksShareTheRate() throws InterruptedException {
        // Four tasks: one request per 200 ms for each of them.
        assertThat(seconds(pace(1200, 0, 4), 3)).isBetween(0.4, 3.0);
    }

    @Test
    void tokensAreEstimatedFromThePrompt() throws InterruptedException {
        // A prompt counts as 10 tokens, of which there is one per 10 ms.
        assertThat(PROMPT.count()).isEqualTo(10);
        assertThat(seconds(pace(0, 6000, 1), 3)).isBetween(0.2, 2.0);
    }

    @Test
    void tokensThatWereNotEstimatedDelayTheNextRequest() throws InterruptedException {
        Pace pace = pace(0, 6000, 1);
        pace.await(PROMPT);
        pace.record(PROMPT, new Usage(1, 40, 0));

        // The other 30 tokens, and the 40 that are now expected.
        assertThat(seconds(pace, 1)).isBetween(0.3, 3.0);
    }

    @Test
    void repeatedRequestsCount() throws InterruptedException {
        Pace pace = pace(1200, 0, 1);
        pace.await(PROMPT);
        pace.record(PROMPT, new Usage(5, 10, 0));

        assertThat(seconds(pace, 1)).isBetween(0.2, 2.0);
    }

    @Test
    void withoutLimitsNothingWaits() throws InterruptedException {
        assertThat(seconds(pace(0, 0, 4), 10_000)).isLessThan(1);
    }

    private static Pace pace(int requestsPerMinute, int tokensPerMinute, int slots) {
        return new Pace(new Traffic(8, requestsPerMinute, tokensPerMinute, Duration.ofSeconds(1), 0), slots);
    }

    private static double seconds(Pace pace, int requests) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            pace.await(PROMPT);
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
