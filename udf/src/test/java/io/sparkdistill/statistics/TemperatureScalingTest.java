package io.sparkdistill.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.distill.Softmax;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TemperatureScalingTest {
    @Test
    void anOverconfidentModelIsCooledToTheTemperatureThatItsLabelsWereDrawnAt() {
        SplittableRandom random = new SplittableRandom(1);
        int rows = 50_000;
        float[][] probabilities = new float[rows][];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            float[] logits = {(float) (8 * random.nextDouble()), (float) (8 * random.nextDouble()), 4};
            probabilities[i] = Softmax.softTargets(logits, 1);
            labels[i] = draw(Softmax.softTargets(logits, 2.5), random.nextDouble());
        }

        assertThat(TemperatureScaling.fit(probabilities, labels)).isCloseTo(2.5, within(0.06));
    }

    /** Of two classes with log-odds 2 and a share of 3/4 right, the optimum is {@code 2 / T = ln 3}. */
    @Test
    void theOptimumIsThatOfTheDerivative() {
        float certain = (float) (1 / (1 + Math.exp(-2)));
        float[][] probabilities = new float[4][];
        Arrays.fill(probabilities, new float[] {certain, 1 - certain});

        assertThat(TemperatureScaling.fit(probabilities, new int[] {0, 0, 0, 1}))
                .isCloseTo(2 / Math.log(3), within(1e-5));
    }

    @Test
    void scaledProbabilitiesAreThoseOfTheLogitsDividedByTheTemperature() {
        float[] logits = {1, -2, 0.5f};

        assertThat(TemperatureScaling.scale(Softmax.softTargets(logits, 1), 3))
                .containsExactly(Softmax.softTargets(logits, 3), within(1e-6f));
        assertThat(TemperatureScaling.scale(new float[] {1, 0}, 2)).containsExactly(new float[] {1, 0}, within(1e-6f));
    }

    @Test
    void withoutRowsThereIsNothingToFit() {
        assertThatThrownBy(() -> TemperatureScaling.fit(new float[0][], new int[0]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot fit a temperature: every label needs probabilities: 0 labels and 0 rows");
    }

    private static int draw(float[] distribution, double uniform) {
        double left = uniform;
        for (int i = 0; i < distribution.length - 1; i++) {
            left -= distribution[i];
            if (left < 0) {
                return i;
            }
        }
        return distribution.length - 1;
    }
}
