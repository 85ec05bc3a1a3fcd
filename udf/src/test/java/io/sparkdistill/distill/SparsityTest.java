package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SparsityTest {
    private static final float[] PROBABILITIES = {0.02f, 0.4f, 0.1f, 0.001f, 0.4f, 0.079f};

    @Provide
    Arbitrary<double[]> logits() {
        return Distributions.logits(8);
    }

    @Test
    void theTopClassesComeFirstAndTheOthersAreOneMass() {
        SparseTargets top = new Sparsity.Top(3).of(PROBABILITIES, 1);

        assertThat(top.classes()).containsExactly(1, 4, 2);
        assertThat(top.probabilities()).containsExactly(0.4f, 0.4f, 0.1f);
        assertThat(top.remaining()).isCloseTo(0.1f, within(1e-7f));
    }

    @Test
    void aSmallRestKeepsItsDigits() {
        SparseTargets top = new Sparsity.Top(1).of(new float[] {1, 1e-12f, 2e-12f}, 1);

        assertThat(top.remaining()).isCloseTo(3e-12f, within(1e-15f));
    }

    @Property
    void theTopClassesAndTheRestSumToOne(
            @ForAll("logits") double[] logits, @ForAll @IntRange(min = 1, max = 12) int k) {
        Assume.that(k <= logits.length);
        SparseTargets top = new Sparsity.Top(k).of(softTargets(logits), 1);

        assertThat(sum(top.probabilities()) + top.remaining()).isCloseTo(1, within(1e-5));
    }

    @Property
    void aClassIsDrawnAsOftenAsItIsProbableToTheNextDraw(
            @ForAll("logits") double[] logits, @ForAll @IntRange(min = 1, max = 64) int draws, @ForAll long seed) {
        float[] probabilities = softTargets(logits);
        SparseTargets sampled = new Sparsity.Sampled(draws).of(probabilities, seed);

        assertThat(sampled.classes()).hasSizeLessThanOrEqualTo(draws).doesNotHaveDuplicates();
        assertThat(sum(sampled.probabilities())).isCloseTo(1, within(1e-5));
        assertThat(sampled.remaining()).isZero();
        for (int i = 0; i < sampled.classes().length; i++) {
            double expected = draws * probabilities[sampled.classes()[i]];
            assertThat((double) sampled.probabilities()[i] * draws).isCloseTo(expected, within(1 + 1e-3));
        }
    }

    @Test
    void sharesOfDrawsAreTheProbabilitiesInTheMean() {
        int seeds = 4000;
        double[] sum = new double[PROBABILITIES.length];
        double[] squares = new double[PROBABILITIES.length];
        for (int seed = 0; seed < seeds; seed++) {
            SparseTargets sampled = new Sparsity.Sampled(4).of(PROBABILITIES, seed);
            for (int i = 0; i < sampled.classes().length; i++) {
                sum[sampled.classes()[i]] += sampled.probabilities()[i];
                squares[sampled.classes()[i]] += Math.pow(sampled.probabilities()[i], 2);
            }
        }
        for (int c = 0; c < PROBABILITIES.length; c++) {
            double mean = sum[c] / seeds;
            double variance = squares[c] / seeds - mean * mean;
            assertThat(mean).isCloseTo(PROBABILITIES[c], within(3 * Math.sqrt(variance / seeds)));
            // Of independent draws the share has this variance.
            assertThat(variance).isLessThan(PROBABILITIES[c] * (1 - PROBABILITIES[c]) / 4 * 1.2);
        }
    }

    @Test
    void theSeedDecidesTheDraws() {
        Sparsity sampled = new Sparsity.Sampled(3);

        assertThat(sampled.of(PROBABILITIES, 7).classes())
                .isEqualTo(sampled.of(PROBABILITIES, 7).classes());
        assertThat(Arrays.stream(new long[] {1, 2, 3, 4, 5, 6})
                        .mapToObj(seed ->
                                Arrays.toString(sampled.of(PROBABILITIES, seed).classes()))
                        .distinct())
                .hasSizeGreaterThan(1);
    }

    @Test
    void withoutSparsityAllIsKept() {
        SparseTargets all = new Sparsity.None().of(PROBABILITIES, 1);

        assertThat(all.classes()).isNull();
        assertThat(all.probabilities()).isEqualTo(PROBABILITIES);
        assertThat(all.remaining()).isZero();
    }

    @Test
    void refusesToKeepNothing() {
        assertThatThrownBy(() -> new Sparsity.Top(0))
                .hasMessage("Cannot keep the top classes: their number must be positive: 0");
        assertThatThrownBy(() -> new Sparsity.Sampled(0))
                .hasMessage("Cannot sample classes: draws must be positive: 0");
    }

    private static float[] softTargets(double[] logits) {
        return Softmax.softTargets(Vectors.narrow(logits), 1);
    }

    private static double sum(float[] values) {
        return Arrays.stream(Vectors.widen(values)).sum();
    }

    @Test
    void topOfAllClassesLeavesNothing() {
        for (int classes : new int[] {PROBABILITIES.length, PROBABILITIES.length + 3}) {
            SparseTargets top = new Sparsity.Top(classes).of(PROBABILITIES, 1);
            assertThat(top.classes()).hasSameSizeAs(PROBABILITIES);
            assertThat(top.remaining()).isZero();
        }
    }

    @Test
    void theRestIsTheSumOfWhatIsNotListed() {
        float[] probabilities = new float[1_000];
        Arrays.fill(probabilities, 1e-7f);
        probabilities[17] = 1 - 999e-7f;
        assertThat(new Sparsity.Top(1).of(probabilities, 1).remaining()).isEqualTo((float) (999 * (double) 1e-7f));
    }
}
