package io.sparkdistill.inference;

import ai.djl.Device;
import io.sparkdistill.model.LogitsModel;
import java.io.IOException;
import java.io.Serializable;

/** What travels to an executor instead of a model: enough to load it there, once. */
public interface ModelSpec extends Serializable {
    /** For {@link #classes}: as many as the model has. */
    int ANY_CLASSES = 0;

    /** The name in the configuration. */
    String name();

    /** Hash of the bytes of all files and of every option that changes an output. */
    String fingerprint();

    /** How many logits the model must return, or {@link #ANY_CLASSES}. */
    int classes();

    /** Whether the model gives hidden states beside its logits. */
    boolean returnsHidden();

    /** The same model, which gives hidden states too. */
    ModelSpec withHidden();

    /**
     * Loads the model.
     *
     * @param files where its files lie on this machine
     * @param device where it computes
     * @throws IOException if a file cannot be read or is not such a model
     */
    LogitsModel<?> load(ModelFiles files, Device device) throws IOException;
}
