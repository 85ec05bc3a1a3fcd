package io.sparkdistill.teacher;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * How inputs become the tensors that an exported model takes. Thread-safe.
 *
 * @param <T> an input as the tensors need it
 */
interface InputTensors<T extends Tokens> extends AutoCloseable {
    /** Reads an input, cut to the model's limit. */
    T encode(ModelInput input);

    /** The tensors of a batch, in the order of the model's inputs. */
    NDList batch(NDManager manager, List<T> batch);

    /** Their names, in the order of {@link #batch}; those of a tokenizer's outputs as the tokenizer writes them. */
    List<String> names();

    @Override
    void close();
}
