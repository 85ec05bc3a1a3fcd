package io.sparkdistill.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.io.Serializable;

/**
 * Scales the gradients of all parameters together, {@code g ← g · min(1, maximum/‖g‖₂)}, the norm taken over all of them
 * (Pascanu et al. 2013).
 *
 * @param maximumNorm above 0; infinite for none
 */
public record GradientClipping(double maximumNorm) implements Serializable {
    public GradientClipping {
        if (!(maximumNorm > 0)) {
            throw new IllegalArgumentException("Cannot clip gradients: the greatest norm is above 0: " + maximumNorm);
        }
    }

    /** Leaves gradients as they are. */
    public static GradientClipping none() {
        return new GradientClipping(Double.POSITIVE_INFINITY);
    }

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
