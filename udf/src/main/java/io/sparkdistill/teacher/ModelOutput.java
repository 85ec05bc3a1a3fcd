package io.sparkdistill.teacher;

import java.io.Serializable;
import java.util.List;

/**
 * Describes the meaning of a model's output, and converts it to logits in the order of the task's classes.
 *
 * @param kind meaning of the numbers
 * @param order class of the task for each output; empty if outputs are in the order of the classes
 */
public record ModelOutput(Kind kind, List<Integer> order) implements Serializable {
    /** Logits in the order of the classes. */
    public static final ModelOutput LOGITS = new ModelOutput(Kind.LOGITS, List.of());

    /**
     * The finite value that represents the logarithm of probability 0: that of the smallest positive float32, 1.4e-45.
     * Logits must be finite, so that they can be divided by temperatures and averaged.
     */
    public static final float LOG_ZERO = (float) Math.log(Float.MIN_VALUE);

    /** A number above any probability; rounding in half precision exceeds 1 by less. */
    private static final float TOO_LARGE = 1.01f;

    /** Lists the meanings that the numbers of an output can have. */
    public enum Kind {
        /** Logits, which are taken as they are. */
        LOGITS,
        /** Probabilities, or one number after a sigmoid: the probability of the second of two classes. */
        PROBABILITIES,
        /** Logarithms of probabilities; {@code -Infinity} is probability 0. */
        LOG_PROBABILITIES,
        /** One number before a sigmoid: the logit of the second of two classes, where that of the first is 0. */
        ONE_LOGIT;

        boolean fits(long width, int classes) {
            boolean one = width == 1 && classes == 2;
            return switch (this) {
                case LOGITS, LOG_PROBABILITIES -> width == classes;
                case PROBABILITIES -> width == classes || one;
                case ONE_LOGIT -> one;
            };
        }

        float[] logits(float[] output) {
            return switch (this) {
                case LOGITS -> output;
                case PROBABILITIES -> logarithms(
                        output.length == 1 ? new float[] {Math.max(0, 1 - output[0]), output[0]} : output);
                case LOG_PROBABILITIES -> floored(output);
                case ONE_LOGIT -> new float[] {0, output[0]};
            };
        }

        private static float[] logarithms(float[] probabilities) {
            float[] logits = new float[probabilities.length];
            for (int i = 0; i < logits.length; i++) {
                if (probabilities[i] < 0 || probabilities[i] > TOO_LARGE) {
                    throw new IllegalStateException(
                            "Cannot read probabilities: the output must lie in 0..1: " + probabilities[i]);
                }
                logits[i] = (float) Math.log(Math.min(probabilities[i], 1));
            }
            return floored(logits);
        }

        /** Replaces infinite logarithms; NaN stays NaN. */
        private static float[] floored(float[] logits) {
            float[] finite = logits.clone();
            for (int i = 0; i < finite.length; i++) {
                finite[i] = Math.max(finite[i], LOG_ZERO);
            }
            return finite;
        }
    }

    public ModelOutput {
        boolean identity = true;
        for (int i = 0; i < order.size(); i++) {
            identity &= order.get(i) == i;
        }
        order = identity ? List.of() : List.copyOf(order);
    }

    /** Returns the logits of a row, in the order of the classes. */
    float[] logits(float[] row) {
        float[] given = kind.logits(row);
        if (order.isEmpty()) {
            return given;
        }
        if (given.length != order.size()) {
            throw new IllegalStateException("Cannot order the outputs: expected %d but the model returned %d"
                    .formatted(order.size(), given.length));
        }
        float[] logits = new float[given.length];
        for (int i = 0; i < given.length; i++) {
            logits[order.get(i)] = given[i];
        }
        return logits;
    }

    /** Returns the part of the output that changes a fingerprint: an empty text for logits in order. */
    String fingerprinted() {
        String of = kind == Kind.LOGITS ? "" : " output " + kind;
        return order.isEmpty() ? of : of + " order " + order;
    }
}
