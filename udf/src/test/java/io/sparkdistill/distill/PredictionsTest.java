package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PredictionsTest {
    @Provide
    Arbitrary<double[]> logits() {
        return Distributions.logits(5);
    }

    @Property
    void theTopClassesAreInDescendingOrderAndBeginWithThePredictedOne(@ForAll("logits") double[] logits) {
        int[] classes = Predictions.topClasses(logits, logits.length);

        double[] sorted = logits.clone();
        Arrays.sort(sorted);
        assertThat(classes[0]).isEqualTo(Predictions.predictedClass(logits));
        assertThat(Arrays.stream(classes).boxed()).doesNotHaveDuplicates();
        for (int rank = 0; rank < classes.length; rank++) {
            assertThat(logits[classes[rank]]).isEqualTo(sorted[sorted.length - 1 - rank]);
            assertThat(Predictions.topClasses(logits, rank + 1)).isEqualTo(Arrays.copyOf(classes, rank + 1));
        }
    }

    @Property
    void theMarginIsTheLeadOverTheRunnerUp(@ForAll("logits") double[] logits) {
        double[] probabilities = Softmax.softTargets(logits, 1);
        double[] sorted = probabilities.clone();
        Arrays.sort(sorted);
        double second = sorted.length == 1 ? 0 : sorted[sorted.length - 2];

        assertThat(Predictions.margin(probabilities)).isEqualTo(sorted[sorted.length - 1] - second);
    }

    @Test
    void tiesGoToTheLowestClass() {
        assertThat(Predictions.predictedClass(new double[] {1, 3, 3})).isEqualTo(1);
        assertThat(Predictions.predictedClass(new float[] {0, 0, 0})).isZero();
        assertThat(Predictions.topClasses(new double[] {1, 3, 1, 3}, 3)).containsExactly(1, 3, 0);
        assertThat(Predictions.margin(new double[] {0.5, 0.5})).isZero();
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> Predictions.predictedClass(new double[] {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot predict a class: at least one class is needed, classes: 0");
        assertThatThrownBy(() -> Predictions.predictedClass(new float[] {1, Float.NaN}))
                .hasMessage("Cannot predict a class: value must be a number: NaN for class 1");
        assertThatThrownBy(() -> Predictions.topClasses(new double[] {1, 2}, 3))
                .hasMessage("Cannot find the top classes: count must lie in 1..2: 3");
        assertThatThrownBy(() -> Predictions.margin(new double[] {3, 2}))
                .hasMessage("Cannot compute a margin: probability must lie in 0..1: 3.0 for class 0");
    }

    @Test
    void logitMarginIsTheLeadOfTheLargestLogit() {
        assertThat(Predictions.logitMargin(new double[] {-1, 3, 0.5})).isEqualTo(2.5);
        assertThat(Predictions.logitMargin(new double[] {2, 2, 1})).isZero();
        assertThat(Predictions.logitMargin(new double[] {0, Double.NEGATIVE_INFINITY}))
                .isInfinite();
        assertThat(Predictions.logitMargin(new double[] {1})).isInfinite();
        assertThatThrownBy(() -> Predictions.logitMargin(new double[] {1, Double.NaN}))
                .hasMessage("Cannot compute a logit margin: value must be a number: NaN for class 1");
    }
}
