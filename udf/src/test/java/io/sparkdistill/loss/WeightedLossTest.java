package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeightedLossTest extends LossContract {
    @Override
    Loss loss() {
        return new WeightedLoss(List.of(
                new WeightedLoss.Term(new SoftTargetLoss(2), 0.7),
                new WeightedLoss.Term(new SoftTargetLoss(1), 0.2),
                new WeightedLoss.Term(new HardLabelLoss(), 0.3)));
    }

    @Override
    double plain(LossSamples.Student student, LossSamples.Batch batch) {
        return 0.7 * LossSamples.divergence(student, batch, 2, LossSamples::kl)
                + 0.2 * LossSamples.divergence(student, batch, 1, LossSamples::kl)
                + 0.3 * new HardLabelLossTest().plain(student, batch);
    }

    @Override
    Optional<LossSamples.Student> agreeing() {
        return Optional.empty();
    }

    @Override
    boolean readsLabels() {
        return true;
    }

    @Test
    void addsItsTerms() {
        Loss loss = new WeightedLoss(List.of(
                new WeightedLoss.Term(new SoftTargetLoss(2), 0.7),
                new WeightedLoss.Term(new ReverseKlLoss(2), 0.2),
                new WeightedLoss.Term(new HardLabelLoss(), 0.3)));
        double forward = value(new SoftTargetLoss(2), LossSamples.STUDENT, LossSamples.BATCH);
        double reverse = value(new ReverseKlLoss(2), LossSamples.STUDENT, LossSamples.BATCH);
        double hard = value(new HardLabelLoss(), LossSamples.STUDENT, LossSamples.BATCH);

        assertThat(value(loss, LossSamples.STUDENT, LossSamples.BATCH))
                .isCloseTo(0.7 * forward + 0.2 * reverse + 0.3 * hard, within(1e-5));
    }

    @Test
    void aTermOfNoWeightNeedsNoTargets() {
        Loss baseline = new WeightedLoss(new SoftTargetLoss(2), 0, new HardLabelLoss(), 2);
        LossSamples.Batch none = new LossSamples.Batch(
                LossSamples.BATCH.labels(), new float[LossSamples.ROWS][], null, new int[LossSamples.ROWS][]);

        assertThat(value(baseline, LossSamples.STUDENT, none))
                .isCloseTo(2 * value(new HardLabelLoss(), LossSamples.STUDENT, LossSamples.BATCH), within(1e-6));
    }

    @Test
    void refusesWeightsOutOfRange() {
        assertThatThrownBy(() -> new WeightedLoss(new LogitLoss(), 0, new HardLabelLoss(), 0))
                .hasMessage("Cannot weight losses: weights must be at least 0, and not all 0: [0.0, 0.0]");
    }
}
