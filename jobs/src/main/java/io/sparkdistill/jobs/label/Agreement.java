package io.sparkdistill.jobs.label;

import io.sparkdistill.model.BatchResult;

/**
 * Says whether two answers to one input agree but for rounding: every number within 0.001 of the largest of its row, and
 * of 1. With weights or outputs of 16 bits or fewer it is 0.1: bfloat16 keeps 8 bits, and dynamic quantization to int8
 * takes its scale from the whole batch.
 *
 * @param reducedPrecision whether the model computes with 16 bits or fewer
 */
record Agreement(boolean reducedPrecision) {
    private static final double ROUNDING = 1e-3;
    private static final double REDUCED_ROUNDING = 0.1;

    /** The bits of a float32 that float16 and bfloat16 leave 0. */
    private static final int LOW_BITS = 0x1fff;

    /** Whether the answer at a place of a batch agrees with the only one of another. */
    boolean between(BatchResult batch, int place, BatchResult single) {
        return between(batch.logits()[place], single.logits()[0])
                && (batch.hidden() == null || between(batch.hidden()[place], single.hidden()[0]));
    }

    private boolean between(float[] one, float[] other) {
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
