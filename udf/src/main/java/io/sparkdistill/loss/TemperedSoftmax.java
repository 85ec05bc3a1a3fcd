package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.tensor.DjlArrays;

/**
 * Computes the parts that all divergences from soft targets share: the student's probabilities at a temperature, and
 * {@code T²} times the mean over a batch.
 */
final class TemperedSoftmax {
    // Added to a probability before its logarithm is taken: log 0 is infinite, and any other probability of a softmax
    // does
    // not change by it.
    private static final double LEAST = Float.MIN_NORMAL;

    private TemperedSoftmax() {}

    static void checkTemperature(String loss, double temperature) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException(
                    "Cannot create a %s loss: the temperature must be positive and finite: %s"
                            .formatted(loss, temperature));
        }
    }

    /** Returns {@code log softmax(z / T)} over the classes. */
    static NDArray logProbabilities(NDArray logits, double temperature) {
        return DjlArrays.scale(logits, 1 / temperature).logSoftmax(1);
    }

    /** Returns the logarithms of probabilities. That of 0 is the logarithm of the smallest normal float, −87.3. */
    static NDArray log(NDArray probabilities) {
        NDArray least = probabilities.getManager().full(probabilities.getShape(), (float) LEAST);
        return probabilities.add(least).log();
    }

    /** Returns {@code T² · sum / rows}. */
    static NDArray mean(NDArray sum, double temperature, Targets targets) {
        return DjlArrays.scale(sum, temperature * temperature / targets.rows());
    }
}
