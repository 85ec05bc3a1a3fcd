package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
    private static final Offset<Double> CLOSE = within(1e-9);

    @Provide
    Arbitrary<double[]> logits() {
        return Distributions.logits(1e4);
    }

    @Provide
    Arbitrary<double[]> moderateLogits() {
        return Distributions.logits(20);
    }

    @Property
    void softTargetsSumToOneWhateverTheLogits(
            @ForAll("logits") double[] logits, @ForAll @DoubleRange(min = 0.1, max = 50) double temperature) {
        assertThat(Arrays.stream(Softmax.softTargets(logits, temperature)).sum())
                .isCloseTo(1, CLOSE);
    }

    @Property
    void softTargetsInSinglePrecisionSumToOneWhateverTheLogits(
            @ForAll("logits") double[] logits, @ForAll @DoubleRange(min = 0.1, max = 50) double temperature) {
        double sum = 0;
        for (float probability : Softmax.softTargets(Vectors.narrow(logits), temperature)) {
            assertThat(probability).isBetween(0f, 1f);
            sum += probability;
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
    }

    @Property(tries = 200)
    void softTargetsAreTheSoftmaxByDefinition(
            @ForAll("logits") double[] logits, @ForAll @DoubleRange(min = 0.5, max = 50) double temperature) {
        double[] exact = Distributions.exactSoftmax(logits, temperature);

        assertThat(Softmax.softTargets(logits, temperature)).containsExactly(exact, CLOSE);
    }

    @Property
    void softTargetsDoNotChangeWhenAllLogitsMoveTogether(
            @ForAll("moderateLogits") double[] logits, @ForAll @DoubleRange(min = -1000, max = 1000) double offset) {
        double[] moved = Arrays.stream(logits).map(logit -> logit + offset).toArray();

        assertThat(Softmax.softTargets(moved, 2)).containsExactly(Softmax.softTargets(logits, 2), CLOSE);
    }

    @Property
    void logSoftTargetsAreLogarithmsOfSoftTargets(@ForAll("moderateLogits") double[] logits) {
        double[] logarithms =
                Arrays.stream(Softmax.softTargets(logits, 3)).map(Math::log).toArray();

        assertThat(Softmax.logSoftTargets(logits, 3)).containsExactly(logarithms, CLOSE);
    }

    @Property
    void retemperOfASoftmaxIsTheSoftmaxAtTheOtherTemperature(
            @ForAll("moderateLogits") double[] logits,
            @ForAll @DoubleRange(min = 1, max = 10) double from,
            @ForAll @DoubleRange(min = 1, max = 10) double to) {
        double[] retempered = Softmax.retemper(Softmax.softTargets(logits, from), from, to);

        assertThat(retempered).containsExactly(Softmax.softTargets(logits, to), CLOSE);
    }

    @Test
    void logSoftTargetsKeepWhatUnderflowsAsAProbability() {
        assertThat(Softmax.logSoftTargets(new double[] {0, -5000}, 1)).containsExactly(0, -5000);
        assertThat(Softmax.softTargets(new double[] {0, -5000}, 1)).containsExactly(1, 0);
    }

    @Test
    void singlePrecisionIsTheRoundedDoubleResult() {
        float[] logits = {2, 0.5f, -1};
        double[] wide = {2, 0.5, -1};

        assertThat(Softmax.softTargets(logits, 4)).containsExactly(Vectors.narrow(Softmax.softTargets(wide, 4)));
        assertThat(Softmax.logSoftTargets(logits, 4)).containsExactly(Vectors.narrow(Softmax.logSoftTargets(wide, 4)));
        assertThat(Softmax.retemper(new float[] {0.75f, 0.25f}, 1, 2))
                .containsExactly(Vectors.narrow(Softmax.retemper(new double[] {0.75, 0.25}, 1, 2)));
    }

    @Test
    void aLogitOfMinusInfinityIsAClassOfProbabilityZero() {
        assertThat(Softmax.softTargets(new double[] {1, Double.NEGATIVE_INFINITY, 1}, 1))
                .containsExactly(0.5, 0, 0.5);
        assertThat(Softmax.retemper(new double[] {0.5, 0, 0.5}, 1, 7)).containsExactly(0.5, 0, 0.5);
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> Softmax.softTargets(new double[] {1, 2}, -1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot compute soft targets: temperature must be positive: -1.0");
        assertThatThrownBy(() -> Softmax.logSoftTargets(new double[] {1, 2}, Double.NaN))
                .hasMessage("Cannot compute log soft targets: temperature must be positive: NaN");
        assertThatThrownBy(() -> Softmax.softTargets(new double[] {1}, Double.POSITIVE_INFINITY))
                .hasMessage("Cannot compute soft targets: temperature must be finite: Infinity");
        assertThatThrownBy(() -> Softmax.softTargets(new double[] {}, 1))
                .hasMessage("Cannot compute soft targets: at least one class is needed, classes: 0");
        assertThatThrownBy(() -> Softmax.softTargets(new float[] {1, Float.NaN}, 1))
                .hasMessage("Cannot compute soft targets: logit must be finite: NaN for class 1");
        assertThatThrownBy(() -> Softmax.softTargets(new double[] {Double.NEGATIVE_INFINITY}, 1))
                .hasMessage("Cannot compute soft targets: at least one logit must be finite, all are: -Infinity");
        assertThatThrownBy(() -> Softmax.retemper(new double[] {0.5, 0.5}, 1, 0))
                .hasMessage("Cannot change the temperature: temperature must be positive: 0.0");
        assertThatThrownBy(() -> Softmax.retemper(new double[] {1.5, -0.5}, 1, 2))
                .hasMessage("Cannot change the temperature: probability must lie in 0..1: 1.5 for class 0");
        assertThatThrownBy(() -> Softmax.retemper(new double[] {0.5, 0.25}, 1, 2))
                .hasMessage("Cannot change the temperature: probabilities must sum to 1: 0.75");
    }
}
