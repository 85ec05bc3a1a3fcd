package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.teacher.ModelOutput.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelOutputTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    @Test
    void takesLogitsAsTheyAre() {
        assertThat(logits(Kind.LOGITS, 3, -INFINITY)).containsExactly(3, -INFINITY);
    }

    @Test
    void takesTheLogarithmsOfProbabilitiesAndAFiniteOneOfZero() {
        assertThat(logits(Kind.PROBABILITIES, 0.25f, 0.75f, 0))
                .containsExactly(
                        new float[] {(float) Math.log(0.25), (float) Math.log(0.75), ModelOutput.LOG_ZERO},
                        within(1e-6f));
        assertThat(ModelOutput.LOG_ZERO).isEqualTo(-103.27893f);
        assertThat(logits(Kind.PROBABILITIES, 1.0039f, 0)).containsExactly(0, ModelOutput.LOG_ZERO);
    }

    @Test
    void readsOneProbabilityAsThatOfTheSecondClass() {
        assertThat(logits(Kind.PROBABILITIES, 0.9f))
                .containsExactly(new float[] {(float) Math.log(0.1), (float) Math.log(0.9)}, within(1e-6f));
        assertThat(logits(Kind.PROBABILITIES, 1)).containsExactly(ModelOutput.LOG_ZERO, 0);
    }

    @Test
    void refusesProbabilitiesThatAreNone() {
        assertThatThrownBy(() -> logits(Kind.PROBABILITIES, 2, -1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot read probabilities: the output must lie in 0..1: 2.0");
        assertThat(logits(Kind.PROBABILITIES, Float.NaN, 0.5f)[0]).isNaN();
    }

    @Test
    void takesMinusInfinityForProbabilityZeroAmongLogProbabilities() {
        assertThat(logits(Kind.LOG_PROBABILITIES, 0, -INFINITY)).containsExactly(0, ModelOutput.LOG_ZERO);
        assertThat(logits(Kind.LOG_PROBABILITIES, Float.NaN, INFINITY)).containsExactly(Float.NaN, INFINITY);
    }

    @Test
    void setsOneLogitAgainstZero() {
        assertThat(logits(Kind.ONE_LOGIT, -2.5f)).containsExactly(0, -2.5f);
    }

    @Test
    void putsOutputsIntoTheOrderOfTheClasses() {
        ModelOutput output = new ModelOutput(Kind.LOGITS, List.of(2, 0, 1));
        assertThat(output.logits(new float[] {10, 20, 30})).containsExactly(20, 30, 10);
        assertThat(new ModelOutput(Kind.ONE_LOGIT, List.of(1, 0)).logits(new float[] {4}))
                .containsExactly(4, 0);
    }

    @Test
    void changesFingerprintsOnlyWhereItIsNotTheDefault() {
        assertThat(new ModelOutput(Kind.LOGITS, List.of(0, 1))).isEqualTo(ModelOutput.LOGITS);
        assertThat(ModelOutput.LOGITS.fingerprinted()).isEmpty();
        assertThat(new ModelOutput(Kind.LOGITS, List.of(1, 0)).fingerprinted()).isEqualTo(" order [1, 0]");
        assertThat(new ModelOutput(Kind.ONE_LOGIT, List.of()).fingerprinted()).isEqualTo(" output ONE_LOGIT");
    }

    private static float[] logits(Kind kind, float... output) {
        return new ModelOutput(kind, List.of()).logits(output);
    }
}
