package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.tensor.DjlArrays;

/** What the divergences from soft targets share: the student at a temperature, and {@code T²} times a batch mean. */
final class TemperedSoftmax {
    // Added to a probability before its logarithm is taken: 0 has none, and any other value of a softmax keeps its own.
    private static final double LEAST = Float.MIN_NORMAL;

    private TemperedSoftmax() {}

    static void checkTemperature(String loss, double temperature) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException(
                    "Cannot make a %s loss: a temperature is above 0: %s".formatted(loss, temperature));
        }
    }

    /** {@code log softmax(z / T)}, over classes. */
    static NDArray logProbabilities(NDArray logits, double temperature) {
        return DjlArrays.scale(logits, 1 / temperature).logSoftmax(1);
    }

    /** The logarithm of probabilities, that of 0 being the logarithm of the least normal float, −87.3. */
    static NDArray log(NDArray probabilities) {
        NDArray least = probabilities.getManager().full(probabilities.getShape(), (float) LEAST);
        return probabilities.add(least).log();
    }

    /** {@code T² · sum / rows}. */
    static NDArray mean(NDArray sum, double temperature, Targets targets) {
        return DjlArrays.scale(sum, temperature * temperature / targets.rows());
    }
}
