package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SoftTargetLossTest extends LossContract {
    @Override
    Loss loss() {
        return new SoftTargetLoss(3);
    }

    @Override
    double plain(LossSamples.Student student, LossSamples.Batch batch) {
        return LossSamples.divergence(student, batch, 3, LossSamples::kl);
    }

    @Override
    Optional<LossSamples.Student> agreeing() {
        return Optional.of(LossSamples.agreeing(3));
    }

    @Test
    void refusesATemperatureOutOfRange() {
        assertThatThrownBy(() -> new SoftTargetLoss(0))
                .hasMessage("Cannot create a soft-target loss: the temperature must be positive and finite: 0.0");
    }
}
