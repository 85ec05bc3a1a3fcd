package io.sparkdistill.distill;

/** Checks arguments; a violation is an {@link InvalidInputException} that names the rule and the value. */
final class Check {
    /** A probability may lie this far outside 0..1 by rounding. */
    private static final double PROBABILITY_SLACK = 1e-6;
    /**
     * The sum of probabilities may differ from 1 by this much: enough for values rounded to two digits, too little for
     * logits.
     */
    private static final double SUM_SLACK = 0.02;

    private Check() {}

    static void that(boolean holds, String operation, String rule, Object value) {
        if (!holds) {
            throw new InvalidInputException(operation, rule + ": " + value);
        }
    }

    static void temperature(double temperature, String operation) {
        positive(temperature, operation, "temperature");
    }

    static void positive(double value, String operation, String name) {
        that(value > 0, operation, name + " must be positive", value);
        that(value < Double.POSITIVE_INFINITY, operation, name + " must be finite", value);
    }

    static void probabilities(double[] probabilities, String operation) {
        notEmpty(probabilities, operation);
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double probability = probabilities[i];
            if (!isProbability(probability)) {
                throw new InvalidInputException(
                        operation, "probability must lie in 0..1: " + probability + " for class " + i);
            }
            sum += probability;
        }
        that(Math.abs(sum - 1) <= SUM_SLACK, operation, "probabilities must sum to 1", sum);
    }

    static void probability(double value, String operation, String name) {
        that(isProbability(value), operation, name + " must lie in 0..1", value);
    }

    private static boolean isProbability(double value) {
        return value >= -PROBABILITY_SLACK && value <= 1 + PROBABILITY_SLACK;
    }

    static void numbers(double[] values, String operation) {
        notEmpty(values, operation);
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw new InvalidInputException(operation, "value must be a number: NaN for class " + i);
            }
        }
    }

    static void notEmpty(double[] values, String operation) {
        that(values.length > 0, operation, "at least one class is needed, classes", 0);
    }

    static void sameLength(double[] p, double[] q, String operation) {
        that(
                p.length == q.length,
                operation,
                "both sides must have the same number of classes",
                p.length + " and " + q.length);
    }

    static void classIndex(int index, int classes, String operation, String name) {
        if (index < 0 || index >= classes) {
            throw new InvalidInputException(operation, name + " must lie in 0.." + (classes - 1) + ": " + index);
        }
    }
}
