package io.sparkdistill.batching;

import io.sparkdistill.model.ModelInput;
import java.util.Collections;

/**
 * Inputs that a working model answers. A row is blamed for a failure only when the model, asked a control right after,
 * still works; otherwise the machine is at fault.
 */
final class ControlInput {
    private static final String TEXT = "Is this the model that the configuration means?";
    /** Tokens that the text has at least, whatever the tokenizer: its words. */
    private static final int WORDS = 8;

    private ControlInput() {}

    /**
     * A control of the same kind: a text, a pair, or features of the same width, all 0.
     *
     * @param tokens it has about so many, unless the model cuts it
     */
    static ModelInput like(ModelInput input, int tokens) {
        if (input.features() != null) {
            return new ModelInput(null, null, new float[input.features().length]);
        }
        String text = String.join(" ", Collections.nCopies(1 + tokens / WORDS, TEXT));
        return new ModelInput(text, input.textPair() == null ? null : TEXT, null);
    }

    /** The error of a task whose model fails on a control too: Spark tries the task again, elsewhere if it can. */
    static IllegalStateException failed(String what, RuntimeException failure, RuntimeException ofControl) {
        IllegalStateException error = new IllegalStateException(
                "Cannot run inference in this executor: %s failed, also on a control input: %s"
                        .formatted(what, failure.getMessage()),
                failure);
        error.addSuppressed(ofControl);
        return error;
    }
}
