package io.sparkdistill.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.Serializable;

/**
 * Clips the gradients of all parameters together by their norm, {@code g ← g · min(1, maximum/‖g‖₂)} (Pascanu et al.
 * 2013).
 *
 * @param maximumNorm maximum norm, above 0; infinite for no clipping
 */
public record GradientClipping(double maximumNorm) implements Serializable {
    public GradientClipping {
        if (!(maximumNorm > 0)) {
            throw new IllegalArgumentException(
                    "Cannot clip gradients: the maximum norm must be positive: " + maximumNorm);
        }
    }

    /** Returns a clipping that changes no gradient. */
    public static GradientClipping none() {
        return new GradientClipping(Double.POSITIVE_INFINITY);
    }

    /** Computes the factor for the gradients, above 0 and at most 1. */
    public float scale(NDList gradients) {
        if (Double.isInfinite(maximumNorm)) {
            return 1;
        }
        double squares = 0;
        for (NDArray gradient : gradients) {
            squares += gradient.square().sum().getFloat();
        }
        return (float) Math.min(1, maximumNorm / Math.sqrt(squares));
    }
}
