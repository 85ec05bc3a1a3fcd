package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DivergenceTest {
    private static final Offset<Double> CLOSE = within(1e-12);
    private static final double[] CERTAIN = {1, 0};
    private static final double[] EVEN = {0.5, 0.5};

    @Provide
    Arbitrary<double[][]> pairs() {
        return Distributions.pairs();
    }

    /** Pinsker's inequality, {@code KL >= 2 TV^2}: the divergence is not negative, and 0 only for equals. */
    @Property
    void klDivergenceIsAboveTheSquareOfTotalVariation(@ForAll("pairs") double[][] pair) {
        double totalVariation = Divergence.totalVariation(pair[0], pair[1]);

        assertThat(Divergence.klDivergence(pair[0], pair[1]))
                .isGreaterThanOrEqualTo(2 * totalVariation * totalVariation - 1e-12);
    }

    @Property
    void anythingDivergesFromItselfByNothing(@ForAll("pairs") double[][] pair) {
        assertThat(Divergence.klDivergence(pair[0], pair[0])).isZero();
        assertThat(Divergence.jsDivergence(pair[0], pair[0])).isZero();
        assertThat(Divergence.totalVariation(pair[0], pair[0])).isZero();
    }

    @Property
    void crossEntropyIsEntropyPlusKlDivergence(@ForAll("pairs") double[][] pair) {
        double sum = Divergence.entropy(pair[0]) + Divergence.klDivergence(pair[0], pair[1]);
        double crossEntropy = Divergence.crossEntropy(pair[0], pair[1]);

        if (Double.isInfinite(sum)) {
            assertThat(crossEntropy).isInfinite();
        } else {
            assertThat(crossEntropy).isCloseTo(sum, CLOSE);
        }
    }

    /** {@code JS = H((p + q) / 2) - (H(p) + H(q)) / 2}: the definition by entropies. */
    @Property
    void jsDivergenceIsTheEntropyThatMixingAdds(@ForAll("pairs") double[][] pair) {
        double[] middle = new double[pair[0].length];
        for (int i = 0; i < middle.length; i++) {
            middle[i] = (pair[0][i] + pair[1][i]) / 2;
        }
        double added = Divergence.entropy(middle) - (Divergence.entropy(pair[0]) + Divergence.entropy(pair[1])) / 2;

        assertThat(Divergence.jsDivergence(pair[0], pair[1]))
                .isCloseTo(added, CLOSE)
                .isCloseTo(Divergence.jsDivergence(pair[1], pair[0]), CLOSE)
                .isBetween(0.0, Math.log(2) + 1e-12);
    }

    /** {@code TV = sum_i max(0, p_i - q_i)}: the definition by what one has and the other has not. */
    @Property
    void totalVariationIsWhatOneHasAndTheOtherHasNot(@ForAll("pairs") double[][] pair) {
        BigDecimal excess = BigDecimal.ZERO;
        for (int i = 0; i < pair[0].length; i++) {
            excess = excess.add(new BigDecimal(pair[0][i])
                    .subtract(new BigDecimal(pair[1][i]))
                    .max(BigDecimal.ZERO));
        }

        assertThat(Divergence.totalVariation(pair[0], pair[1])).isCloseTo(excess.doubleValue(), CLOSE);
    }

    @Property
    void entropyLiesBetweenZeroAndThatOfTheUniform(@ForAll("pairs") double[][] pair) {
        assertThat(Divergence.entropy(pair[0])).isBetween(0.0, Math.log(pair[0].length) + 1e-12);
    }

    @Test
    void valuesByHand() {
        assertThat(Divergence.entropy(EVEN)).isCloseTo(Math.log(2), CLOSE);
        assertThat(Divergence.entropy(new float[] {0.5f, 0.5f})).isCloseTo(Math.log(2), CLOSE);
        assertThat(Divergence.entropy(CERTAIN)).isZero();
        assertThat(Divergence.klDivergence(CERTAIN, EVEN)).isCloseTo(Math.log(2), CLOSE);
        assertThat(Divergence.crossEntropy(EVEN, new double[] {0.25, 0.75}))
                .isCloseTo(0.5 * Math.log(4) + 0.5 * Math.log(4.0 / 3), CLOSE);
        assertThat(Divergence.jsDivergence(CERTAIN, new double[] {0, 1})).isCloseTo(Math.log(2), CLOSE);
        assertThat(Divergence.totalVariation(CERTAIN, EVEN)).isEqualTo(0.5);
    }

    @Test
    void aClassThatOnlyTheFirstHasMakesTheDivergenceInfinite() {
        assertThat(Divergence.klDivergence(EVEN, CERTAIN)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Divergence.crossEntropy(EVEN, CERTAIN)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> Divergence.klDivergence(EVEN, new double[] {1}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot compute KL divergence: both sides must have the same number of classes: 2 and 1");
        assertThatThrownBy(() -> Divergence.crossEntropy(EVEN, new double[] {-0.1, 1.1}))
                .hasMessage("Cannot compute cross-entropy: probability must lie in 0..1: -0.1 for class 0");
        assertThatThrownBy(() -> Divergence.jsDivergence(new double[] {}, new double[] {}))
                .hasMessage("Cannot compute JS divergence: at least one class is needed, classes: 0");
        assertThatThrownBy(() -> Divergence.totalVariation(new double[] {1, 1}, EVEN))
                .hasMessage("Cannot compute total variation: probabilities must sum to 1: 2.0");
        assertThatThrownBy(() -> Divergence.entropy(new double[] {Double.NaN, 1}))
                .hasMessage("Cannot compute entropy: probability must lie in 0..1: NaN for class 0");
    }
}
