package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReverseKlLossTest extends LossContract {
    @Override
    Loss loss() {
        return new ReverseKlLoss(3);
    }

    @Override
    double plain(LossSamples.Student student, LossSamples.Batch batch) {
        return LossSamples.divergence(student, batch, 3, (teacher, probabilities) -> {
            double[] positive =
                    Arrays.stream(teacher).map(p -> p + Float.MIN_NORMAL).toArray();
            return LossSamples.kl(probabilities, positive);
        });
    }

    @Override
    Optional<LossSamples.Student> agreeing() {
        return Optional.of(LossSamples.agreeing(3));
    }

    @Override
    boolean readsFewClasses() {
        return false;
    }

    @Test
    void refusesATemperatureOutOfRange() {
        assertThatThrownBy(() -> new ReverseKlLoss(-1))
                .hasMessage("Cannot create a reverse KL loss: the temperature must be positive and finite: -1.0");
    }
}
