package io.sparkdistill.inference;

import io.sparkdistill.engine.PyTorch;
import java.io.Serializable;

/**
 * A shipped model is one whose files Spark has shipped to the machines of its tasks.
 *
 * @param files locates the files on a task's machine
 */
public record ShippedModel(ModelSpec spec, ModelFiles files) implements Serializable {
    /** Leases the model on the running task's device. */
    ModelCache.Lease lease() {
        return ModelCache.lease(spec, files, PyTorch.taskDevice());
    }
}
