package io.sparkdistill.teacher;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.format.ModelInputs;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.Tokens;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Converts inputs to the tensors that an exported model takes. Implementations are thread-safe.
 *
 * @param <T> representation of an input
 */
interface InputTensors<T extends Tokens> extends AutoCloseable {
    /** Encodes an input, truncated to the model's maximum length. */
    T encode(ModelInput input);

    /** Replaces a token: see {@link LogitsModel#withLargestId}. */
    default Optional<T> withLargestId(T input) {
        return Optional.empty();
    }

    /**
     * Checks that every input can have the sizes that the model takes.
     *
     * @throws IOException if an input can be longer
     */
    void checkFit(ModelInputs model) throws IOException;

    /**
     * Creates the tensors of a batch, in the order of {@link #names}.
     *
     * @param length number of columns of tensors of tokens; 0 for that of the longest input
     */
    NDList batch(NDManager manager, List<T> batch, int length);

    /** Returns the names of the tensors; for outputs of a tokenizer, the tokenizer's own names. */
    List<String> names();

    @Override
    void close();
}
