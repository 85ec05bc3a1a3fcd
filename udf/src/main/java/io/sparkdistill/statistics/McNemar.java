package io.sparkdistill.statistics;

import io.sparkdistill.distill.InvalidInputException;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * McNemar's exact test tells whether two models that predicted the same rows differ in accuracy. Only the rows on which
 * exactly one of them is right count: if both are equally good, either is the right one with probability 1/2.
 *
 * @param onlyFirst number of rows that only the first model predicts correctly, at least 0
 * @param onlySecond number of rows that only the second model predicts correctly, at least 0
 * @see <a href="https://doi.org/10.1007/BF02295996">McNemar 1947</a>
 */
public record McNemar(int onlyFirst, int onlySecond) {
    public McNemar {
        if (onlyFirst < 0 || onlySecond < 0) {
            throw new InvalidInputException(
                    "compare two models", "counts must be at least 0: " + onlyFirst + " and " + onlySecond);
        }
    }

    /**
     * Counts the rows on which exactly one of two models is right.
     *
     * @param labels the true class of each row
     * @param first the class that the first model predicts for each row
     * @param second the class that the second model predicts for each row
     */
    public static McNemar of(int[] labels, int[] first, int[] second) {
        if (labels.length != first.length || labels.length != second.length) {
            throw new InvalidInputException(
                    "compare two models",
                    "both must have a prediction per label: %d labels, %d and %d predictions"
                            .formatted(labels.length, first.length, second.length));
        }
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int i = 0; i < labels.length; i++) {
            onlyFirst += first[i] == labels[i] && second[i] != labels[i] ? 1 : 0;
            onlySecond += second[i] == labels[i] && first[i] != labels[i] ? 1 : 0;
        }
        return new McNemar(onlyFirst, onlySecond);
    }

    /**
     * Returns the two-sided p-value, from 0 to 1: {@code min(1, 2 P(X <= min(onlyFirst, onlySecond)))} for a binomial
     * {@code X} of {@code onlyFirst + onlySecond} trials with probability 1/2. It is 1 if no row counts.
     */
    public double pValue() {
        BinomialDistribution rightByChance = new BinomialDistribution(null, onlyFirst + onlySecond, 0.5);
        return Math.min(1, 2 * rightByChance.cumulativeProbability(Math.min(onlyFirst, onlySecond)));
    }
}
