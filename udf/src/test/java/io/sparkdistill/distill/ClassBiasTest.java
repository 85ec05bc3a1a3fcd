package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.ClassBias.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ClassBiasTest {
    @Test
    void saysWhatABiasChanges() {
        double[] logits = {1, 4, -2};

        assertThat(ClassBias.choice(logits, 2, 2)).isEqualTo(new Choice(6, 1));
        assertThat(ClassBias.choice(logits, 1, 2)).isEqualTo(new Choice(6, -1));
        assertThat(ClassBias.choice(logits, 0, 2)).isEqualTo(new Choice(6, 0));
        assertThat(ClassBias.choice(logits, 1, 1)).isEqualTo(new Choice(-3, 1));
    }

    @Test
    void takesTheMiddleOfTheBestRange() {
        List<Choice> choices = List.of(new Choice(3, 1), new Choice(5, -1), new Choice(2, 1), new Choice(9, -1));

        assertThat(ClassBias.best(choices)).isCloseTo(4, within(1e-12));
    }

    @Test
    void changesNothingWithoutNeed() {
        assertThat(ClassBias.best(List.of())).isZero();
        assertThat(ClassBias.best(List.of(new Choice(-1, 1), new Choice(2, -1))))
                .isZero();
    }

    @Test
    void goesBeyondTheLastLeadWhereTheRangeHasNoEnd() {
        assertThat(ClassBias.best(List.of(new Choice(3, 1)))).isEqualTo(4);
        assertThat(ClassBias.best(List.of(new Choice(-3, -1)))).isEqualTo(-4);
    }

    @Property(tries = 200)
    void isRightAtLeastAsOftenAsAnyOtherBias(@ForAll long seed) {
        Random random = new Random(seed);
        List<double[]> logits = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        List<Choice> choices = new ArrayList<>();
        for (int row = random.nextInt(30); row >= 0; row--) {
            double[] each = random.doubles(4, -3, 3).toArray();
            int label = random.nextInt(4);
            logits.add(each);
            labels.add(label);
            choices.add(ClassBias.choice(each, label, 2));
        }

        long best = right(logits, labels, ClassBias.best(choices));

        for (double bias = -7; bias <= 7; bias += 0.05) {
            assertThat(best).as("bias %s", bias).isGreaterThanOrEqualTo(right(logits, labels, bias));
        }
    }

    @Test
    void refusesClassesThatAreNotThere() {
        assertThatThrownBy(() -> ClassBias.choice(new double[] {1, 2}, 0, 2)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> ClassBias.choice(new double[] {1}, 0, 0)).isInstanceOf(InvalidInputException.class);
    }

    private static long right(List<double[]> logits, List<Integer> labels, double bias) {
        long right = 0;
        for (int row = 0; row < logits.size(); row++) {
            double[] biased = logits.get(row).clone();
            biased[2] += bias;
            right += Predictions.predictedClass(biased) == labels.get(row) ? 1 : 0;
        }
        return right;
    }
}
