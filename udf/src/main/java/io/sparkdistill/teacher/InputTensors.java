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
 * How inputs become the tensors that an exported model takes. Thread-safe.
 *
 * @param <T> an input as the tensors need it
 */
interface InputTensors<T extends Tokens> extends AutoCloseable {
    /** Reads an input, cut to the model's limit. */
    T encode(ModelInput input);

    /** As {@link LogitsModel#withLargestId}. */
    default Optional<T> withLargestId(T input) {
        return Optional.empty();
    }

    /**
     * Checks that every input can have the sizes that the model takes.
     *
     * @throws IOException if one can be longer
     */
    void fit(ModelInputs model) throws IOException;

    /**
     * The tensors of a batch, in the order of {@link #names}.
     *
     * @param length columns of those that hold tokens; 0 for as many as the longest input has
     */
    NDList batch(NDManager manager, List<T> batch, int length);

    /** Their names; those of a tokenizer's outputs as the tokenizer writes them. */
    List<String> names();

    @Override
    void close();
}
