package io.sparkdistill.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.model.BatchCost;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TokenBudgetTest {
    private static final int BATCHES = 1000;

    @Test
    void staysWhereItIsFixed() {
        assertThat(after(TokenBudget.fixed(100), size -> 1.0 / size)).isEqualTo(100);
    }

    @Test
    void growsAsLongAsTokensGetCheaper() {
        assertThat(after(TokenBudget.measured(), size -> Math.max(8192.0 / size, 1)))
                .isEqualTo(8192);
        assertThat(after(TokenBudget.measured(), size -> 1.0 / size)).isEqualTo(TokenBudget.LARGEST);
    }

    @Test
    void growsAcrossASizeThatGainsNothing() {
        assertThat(after(TokenBudget.measured(), size -> Math.max(8192.0 / (size == 2048 ? 1024 : size), 1)))
                .isEqualTo(8192);
    }

    @Test
    void growsForAGainOfTwoPercent() {
        assertThat(after(TokenBudget.measured(), size -> size == TokenBudget.SMALLEST ? 1.02 : 1))
                .isEqualTo(2 * TokenBudget.SMALLEST);
    }

    @Test
    void staysSmallWhereLargerBatchesGainNothingWorthwhile() {
        assertThat(after(TokenBudget.measured(), size -> 1)).isEqualTo(TokenBudget.SMALLEST);
        assertThat(after(TokenBudget.measured(), size -> size)).isEqualTo(TokenBudget.SMALLEST);
        assertThat(after(TokenBudget.measured(), size -> size == TokenBudget.SMALLEST ? 1.005 : 1))
                .isEqualTo(TokenBudget.SMALLEST);
    }

    @Test
    void isNotMisledByAMachineThatIsBusyNowAndThen() {
        int[] batch = {0};
        // Every third batch takes ten times as long, whatever its size.
        assertThat(after(TokenBudget.measured(), size -> Math.max(2048.0 / size, 1) * (batch[0]++ % 3 == 0 ? 10 : 1)))
                .isEqualTo(2048);
    }

    @Test
    void takesTurnsUntilItIsSettled() {
        TokenBudget budget = TokenBudget.measured();
        assertThat(new int[] {budget.next(), budget.next(), budget.next()}).containsExactly(256, 512, 256);
    }

    /** The budget after many batches, whose tokens cost so much by the size of the batch. */
    private static int after(TokenBudget budget, IntToDoubleFunction nanosPerToken) {
        for (int i = 0; i < BATCHES; i++) {
            int size = budget.next();
            long nanos = Math.round(size * 1000 * nanosPerToken.applyAsDouble(size));
            budget.record(size, new BatchCost(1, size, size, nanos));
        }
        assertThat(budget.next()).isEqualTo(budget.next());
        return budget.next();
    }
}
