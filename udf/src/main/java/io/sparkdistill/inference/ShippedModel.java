package io.sparkdistill.inference;

import io.sparkdistill.engine.PyTorch;
import java.io.Serializable;

/**
 * A model as the tasks of a Spark find it.
 *
 * @param files where its files lie on the machine of a task
 */
public record ShippedModel(ModelSpec spec, ModelFiles files) implements Serializable {
    /** The model on the running task's device, loaded if this is its first use in this JVM. */
    ModelCache.Lease lease() {
        return ModelCache.lease(spec, files, PyTorch.taskDevice());
    }
}
