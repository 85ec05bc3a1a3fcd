package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Further tests that every loss of hidden states passes. */
abstract class HiddenLossContract extends LossContract {
    @Override
    final boolean readsHidden() {
        return true;
    }

    @Override
    final boolean readsSoftTargets() {
        return false;
    }

    @Test
    void refusesABatchOfWhichARowHasNoHiddenState() {
        float[][] hidden = LossSamples.BATCH.hidden().clone();
        hidden[3] = null;

        assertThatThrownBy(() -> value(LossSamples.STUDENT, LossSamples.BATCH.withHidden(hidden)))
                .hasMessage("Cannot train on a batch: some rows have no hidden state of a teacher: 1 of 5");
    }
}
