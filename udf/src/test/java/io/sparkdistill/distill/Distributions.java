package io.sparkdistill.distill;

import java.math.BigDecimal;
import java.math.MathContext;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random logits and distributions, and an independent softmax to judge by. */
public final class Distributions {
    private static final MathContext PRECISION = new MathContext(40);
    private static final int TAYLOR_TERMS = 40;

    private Distributions() {}

    public static Arbitrary<double[]> logits(double bound) {
        return Arbitraries.doubles()
                .between(-bound, bound)
                .array(double[].class)
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    /** Two distributions over the same classes, zeros among them. */
    public static Arbitrary<double[][]> pairs() {
        return Arbitraries.integers().between(1, 8).flatMap(classes -> {
            Arbitrary<double[]> one = distribution(classes);
            return Combinators.combine(one, one).as((p, q) -> new double[][] {p, q});
        });
    }

    private static Arbitrary<double[]> distribution(int classes) {
        return Arbitraries.integers()
                .between(0, 100)
                .array(int[].class)
                .ofSize(classes)
                .filter(parts -> sum(parts) > 0)
                .map(parts -> {
                    double[] p = new double[parts.length];
                    for (int i = 0; i < p.length; i++) {
                        p[i] = parts[i] / (double) sum(parts);
                    }
                    return p;
                });
    }

    /** The definition of the softmax, with 40 decimal digits and no subtraction of the largest logit. */
    public static double[] exactSoftmax(double[] logits, double temperature) {
        BigDecimal[] exponentials = new BigDecimal[logits.length];
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < logits.length; i++) {
            exponentials[i] = exponential(new BigDecimal(logits[i]).divide(new BigDecimal(temperature), PRECISION));
            sum = sum.add(exponentials[i]);
        }
        double[] softmax = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            softmax[i] = exponentials[i].divide(sum, PRECISION).doubleValue();
        }
        return softmax;
    }

    /** {@code e^x = (e^(x / 2^k))^(2^k)}, the inner one by its Taylor series. */
    private static BigDecimal exponential(BigDecimal x) {
        int halvings = 20;
        BigDecimal small = x.divide(new BigDecimal(1 << halvings), PRECISION);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int i = 1; i <= TAYLOR_TERMS; i++) {
            term = term.multiply(small).divide(new BigDecimal(i), PRECISION);
            sum = sum.add(term);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, PRECISION);
        }
        return sum;
    }

    private static int sum(int[] parts) {
        int sum = 0;
        for (int part : parts) {
            sum += part;
        }
        return sum;
    }
}
