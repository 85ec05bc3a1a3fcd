package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.jobs.config.LabelConfig.Combination;
import org.junit.jupiter.api.Test;

class CombinedLogitsTest {
    @Test
    void averagesProbabilitiesWithoutUnderflow() {
        float[][] logits = {{0, -1000}, {0, -2000}};
        CombinedLogits combined = new CombinedLogits(Combination.PROBABILITIES, 1, 3);

        assertThat(combined.logProbabilities(logits)[1]).isCloseTo(Math.log(0.25) - 1000, within(1e-9));
        assertThat(combined.logProbabilities(logits)[0]).isCloseTo(0, within(1e-9));
        assertThat(combined.predictedClass(logits)).isZero();
    }

    @Test
    void averagesLogitsOrProbabilities() {
        float[][] logits = {{0, 4}, {1, 0}, {1, 0}};

        assertThat(new CombinedLogits(Combination.LOGITS, 1, 1, 1).predictedClass(logits))
                .isOne();
        assertThat(new CombinedLogits(Combination.PROBABILITIES, 1, 3, 3).predictedClass(logits))
                .isZero();
    }
}
