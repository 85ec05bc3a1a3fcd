package io.sparkdistill.inference;

import ai.djl.Device;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.model.LogitsModel;
import java.io.IOException;
import java.io.Serializable;

/** The specification of a model is shipped to executors in place of the model, and can load the model there. */
public interface ModelSpec extends Serializable {
    /** The value of {@link #classes} for a model with any number of classes. */
    int ANY_CLASSES = 0;

    /** Returns the name, the fingerprint and the required outputs of the model. */
    ModelIdentity identity();

    /** Returns the name in the configuration. */
    default String name() {
        return identity().name();
    }

    /** Returns a hash of the bytes of all files and of every option that changes an output. */
    default String fingerprint() {
        return identity().fingerprint();
    }

    /** Returns the required number of logits, or {@link #ANY_CLASSES}. */
    default int classes() {
        return identity().classes();
    }

    /** Returns whether the model returns hidden states besides its logits. */
    default boolean returnsHidden() {
        return identity().returnsHidden();
    }

    /**
     * Returns whether another process computes: each prediction may cost money, so none is made for measurement alone,
     * and this JVM needs no engine.
     */
    default boolean isRemote() {
        return false;
    }

    /**
     * Returns how the model is reached, if that is no part of the fingerprint. Tasks share a loaded model only if they
     * reach it in the same way.
     */
    default Object access() {
        return "";
    }

    /** Returns the limits of windows and batches that suit the model. */
    default BatchLimits limits(BatchLimits configured) {
        return configured;
    }

    /**
     * Returns the GPUs that a task requests for the model: none if another process computes.
     *
     * @param configured GPUs per task in the configuration
     */
    default double gpusPerTask(double configured) {
        return isRemote() ? 0 : configured;
    }

    /** Returns the specification of the same model with hidden states. */
    ModelSpec withHidden();

    /**
     * Loads the model.
     *
     * @param files locates the files of the model on this machine
     * @param device device of the computation
     * @throws IOException if a file cannot be read or is not such a model
     */
    LogitsModel<?> load(ModelFiles files, Device device) throws IOException;
}
