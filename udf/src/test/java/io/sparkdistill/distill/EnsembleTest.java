package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EnsembleTest {
    private static final float[][] MEMBERS = {{4, 0}, {0, 2}};

    @Test
    void theMeanIsWeighted() {
        assertThat(Ensemble.mean(MEMBERS, new double[] {1, 1})).containsExactly(2, 1);
        assertThat(Ensemble.mean(MEMBERS, new double[] {3, 1})).containsExactly(3, 0.5f);
    }

    @Test
    void oneMemberIsItsOwnMean() {
        assertThat(Ensemble.mean(new float[][] {{0.1f, 0.7f}}, new double[] {0.3}))
                .containsExactly(0.1f, 0.7f);
    }

    @Test
    void softTargetsAreAveragedAfterTheSoftmax() {
        float[] first = Softmax.softTargets(MEMBERS[0], 2);
        float[] second = Softmax.softTargets(MEMBERS[1], 2);

        assertThat(Ensemble.meanSoftTargets(MEMBERS, new double[] {1, 3}, 2))
                .containsExactly(
                        new float[] {(first[0] + 3 * second[0]) / 4, (first[1] + 3 * second[1]) / 4}, within(1e-6f));
    }

    @Test
    void twoMeansMergedAreTheMeanOfAll() {
        WeightedMean left = new WeightedMean();
        left.add(new double[] {1, 2}, 1);
        WeightedMean right = new WeightedMean();
        right.add(new double[] {4, 5}, 2);
        left.merge(new WeightedMean());
        WeightedMean all = new WeightedMean();
        all.merge(left);
        all.merge(right);

        assertThat(all.value()).containsExactly(3, 4);
        assertThat(new WeightedMean().value()).isEmpty();
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> Ensemble.mean(MEMBERS, new double[] {1}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot average an ensemble: each member needs one weight: 1 weights for 2 members");
        assertThatThrownBy(() -> Ensemble.mean(new float[][] {}, new double[] {}))
                .hasMessage("Cannot average an ensemble: at least one member is needed, members: 0");
        assertThatThrownBy(() -> Ensemble.mean(MEMBERS, new double[] {1, 0}))
                .hasMessage("Cannot average vectors: weight must be positive: 0.0");
        assertThatThrownBy(() -> Ensemble.mean(new float[][] {{1}, {1, 2}}, new double[] {1, 1}))
                .hasMessage("Cannot average vectors: all must have the same number of classes: 1 and 2");
    }
}
