package io.sparkdistill.model;

import io.sparkdistill.table.RejectionKind;
import java.util.List;

/** A row result is the result of a model for one input: a prediction, generated texts, or a refusal with its
 * reason. */
public sealed interface RowResult {
    /**
     * A prediction holds the model's logits.
     *
     * @param logits one value per class, all finite
     * @param hidden hidden state, all values finite; null unless the model returns hidden states
     * @param tokenCount number of tokens that the model has read
     * @param truncated whether the input was truncated
     */
    record Prediction(float[] logits, float[] hidden, int tokenCount, boolean truncated) implements RowResult {}

    /**
     * Generated texts are what a model has written about an input.
     *
     * @param texts one or more, none of them blank
     * @param tokenCount number of tokens that the model has read
     * @param truncated whether a text ended because it was as long as allowed
     */
    record Texts(List<String> texts, int tokenCount, boolean truncated) implements RowResult {
        public Texts {
            texts = List.copyOf(texts);
        }
    }

    /**
     * A refusal says why an input has neither logits nor texts.
     *
     * @param reason the reason in words; of one with more than {@value #LONGEST_REASON} characters, the beginning and
     *     the end
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
