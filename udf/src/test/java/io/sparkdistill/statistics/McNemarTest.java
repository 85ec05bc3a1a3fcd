package io.sparkdistill.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.InvalidInputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class McNemarTest {
    @Test
    void pValueIsTheBinomialTailForAllSmallCounts() {
        for (int first = 0; first <= 40; first++) {
            for (int second = 0; second <= 40; second++) {
                assertThat(new McNemar(first, second).pValue())
                        .as("%d and %d", first, second)
                        .isCloseTo(tail(first, second), within(1e-12));
            }
        }
    }

    @Test
    void pValueIsTheBinomialTailForLargeCounts() {
        assertThat(new McNemar(980, 1020).pValue()).isCloseTo(tail(980, 1020), within(1e-11));
        assertThat(new McNemar(1_000_000, 1_000_000).pValue()).isEqualTo(1);
    }

    @Test
    void onlyRowsOnWhichOneModelIsRightCount() {
        int[] labels = {0, 1, 1, 0, 1};

        McNemar test = McNemar.of(labels, new int[] {0, 1, 0, 1, 1}, new int[] {0, 0, 1, 1, 0});

        assertThat(test).isEqualTo(new McNemar(2, 1));
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> new McNemar(-1, 3))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot compare two models: counts must be at least 0: -1 and 3");
        assertThatThrownBy(() -> McNemar.of(new int[2], new int[2], new int[1]))
                .hasMessage("Cannot compare two models: both must have a prediction per label: 2 labels,"
                        + " 2 and 1 predictions");
    }

    private static double tail(int first, int second) {
        int trials = first + second;
        BigInteger coefficient = BigInteger.ONE;
        BigInteger sum = BigInteger.ZERO;
        for (int k = 0; k <= Math.min(first, second); k++) {
            sum = sum.add(coefficient);
            coefficient = coefficient.multiply(BigInteger.valueOf(trials - k)).divide(BigInteger.valueOf(k + 1));
        }
        BigDecimal share = new BigDecimal(sum.shiftLeft(1))
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(trials)), MathContext.DECIMAL128);
        return Math.min(1, share.doubleValue());
    }
}
