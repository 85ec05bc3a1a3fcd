package io.sparkdistill.model;

import io.sparkdistill.table.RejectionKind;

/** What a model says of one input: its logits, with its hidden state if that was asked for, or why there are none. */
public sealed interface RowResult {
    /**
     * The model's logits.
     *
     * @param logits one value per class, all finite
     * @param hidden the hidden state, all finite; null when it was not asked for
     * @param tokenCount tokens the model saw
     * @param truncated whether the input was cut
     */
    record Prediction(float[] logits, float[] hidden, int tokenCount, boolean truncated) implements RowResult {}

    /**
     * The input has no logits, and why.
     *
     * @param reason whole, unless it is longer than {@value #LONGEST_REASON} characters: then its begin and its end
     */
    record Refusal(RejectionKind kind, String reason) implements RowResult {
        private static final int LONGEST_REASON = 4_000;
        private static final String CUT = " ... ";

        public Refusal {
            if (reason.length() > LONGEST_REASON) {
                int half = (LONGEST_REASON - CUT.length()) / 2;
                reason = reason.substring(0, half) + CUT + reason.substring(reason.length() - half);
            }
        }
    }
}
