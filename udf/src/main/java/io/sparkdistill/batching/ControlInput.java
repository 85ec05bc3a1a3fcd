package io.sparkdistill.batching;

import io.sparkdistill.model.ModelInput;
import java.util.Collections;

/**
 * Creates control inputs, which a working model can process. A row is blamed for a failure only if the model processes
 * a control input right afterwards; otherwise the machine is at fault.
 */
final class ControlInput {
    private static final String TEXT = "Is this the model that the configuration means?";
    /** The minimum number of tokens of the text with any tokenizer: its words. */
    private static final int WORDS = 8;

    private ControlInput() {}

    /**
     * Creates a control input of the same kind: a text, a pair, or zero features of the same width.
     *
     * @param tokens approximate number of tokens, unless the model truncates the input
     */
    static ModelInput like(ModelInput input, int tokens) {
        if (input.features() != null) {
            return new ModelInput(null, null, new float[input.features().length]);
        }
        String text = String.join(" ", Collections.nCopies(1 + tokens / WORDS, TEXT));
        return new ModelInput(text, input.textPair() == null ? null : TEXT, null);
    }

    /**
     * Creates the error of a task whose model also fails on a control input. Spark retries the task, on another
     * executor if possible.
     */
    static IllegalStateException failed(String what, RuntimeException failure, RuntimeException ofControl) {
        IllegalStateException error = new IllegalStateException(
                "Cannot run inference in this executor: %s failed, also on a control input: %s"
                        .formatted(what, failure.getMessage()),
                failure);
        error.addSuppressed(ofControl);
        return error;
    }
}
