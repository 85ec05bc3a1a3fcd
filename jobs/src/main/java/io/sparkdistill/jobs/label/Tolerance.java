package io.sparkdistill.jobs.label;

import io.sparkdistill.model.BatchResult;

/**
 * Compares two predictions for one input up to rounding. Every number may differ by 0.001 times the largest absolute
 * value of its row, or 0.001 if that is less than 1. With weights or outputs of 16 bits or fewer the factor is 0.1:
 * bfloat16 has 8 significant bits, and dynamic quantization to int8 derives its scale from the whole batch.
 *
 * @param reducedPrecision whether the model computes with 16 bits or fewer
 */
record Tolerance(boolean reducedPrecision) {
    private static final double ROUNDING = 1e-3;
    private static final double REDUCED_ROUNDING = 0.1;

    /** The bits of a float32 that float16 and bfloat16 leave 0. */
    private static final int LOW_BITS = 0x1fff;

    /** Whether the prediction at a position of a batch is close to the only one of another batch. */
    boolean allClose(BatchResult batch, int place, BatchResult single) {
        return allClose(batch.logits()[place], single.logits()[0])
                && (batch.hidden() == null || allClose(batch.hidden()[place], single.hidden()[0]));
    }

    private boolean allClose(float[] one, float[] other) {
        double largest = 1;
        boolean reduced = true;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.max(Math.abs(one[i]), Math.abs(other[i])));
            reduced &= ((Float.floatToIntBits(one[i]) | Float.floatToIntBits(other[i])) & LOW_BITS) == 0;
        }
        double bound = largest * (reducedPrecision || reduced ? REDUCED_ROUNDING : ROUNDING);
        boolean agree = one.length == other.length;
        for (int i = 0; agree && i < one.length; i++) {
            agree = Math.abs(one[i] - other[i]) <= bound; // Not so for NaN.
        }
        return agree;
    }
}
