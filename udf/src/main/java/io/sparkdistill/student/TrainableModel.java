package io.sparkdistill.student;

import ai.djl.ndarray.NDManager;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.network.ParameterCount;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.network.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A trainable model is a student that is trained by gradients, with its parameters on the CPU.
 *
 * <p>{@link #logits} may be called from many threads at once, as long as no thread trains the model or sets its
 * parameters.
 */
public abstract sealed class TrainableModel implements AutoCloseable permits StudentModel, TorchScriptModel {
    /** Returns the name of the architecture in configurations and reports. */
    public abstract String name();

    /**
     * Returns a text that identifies the meaning of the parameters: models of equal identity can exchange parameters.
     * Checkpoints store it.
     */
    public abstract String identity();

    /** Returns the number of classes. */
    public abstract int classes();

    /** Returns the number of parameters. */
    public abstract ParameterCount parameterCount();

    /** Returns the width of the hidden states, {@link Outputs#hidden}; 0 for a model without access to them. */
    public abstract long hiddenWidth();

    /**
     * Writes the files of the model.
     *
     * @param folder folder, created if it does not exist
     * @return size of these files in bytes
     */
    public abstract long save(Path folder) throws IOException;

    /** Returns the parameters, which the model owns. */
    public abstract Parameters parameters();

    /** Creates a manager for temporary arrays, which the caller closes. */
    public abstract NDManager newManager();

    /**
     * Prepares the forward pass of a batch.
     *
     * @param manager owner of all arrays of the pass
     * @throws IllegalArgumentException if an example does not fit the model
     */
    public abstract ForwardPass forward(NDManager manager, List<Example> batch);

    /**
     * Computes the logits of examples without dropout, in their order: one row per example and one column per class.
     * Examples are processed in batches of similar length, so that a long example does not slow down short ones.
     *
     * @throws IllegalArgumentException if an example does not fit the model
     */
    public final float[][] logits(List<Example> examples) {
        return new BatchedInference(this, this::forward).logits(examples);
    }

    /** Returns the names and shapes of {@link #exportParameters}, in the same order. */
    public final List<ParameterShape> parameterShapes() {
        return parameters().shapes();
    }

    /** Returns a copy of all parameters, one array each, in row-major order. */
    public final float[][] exportParameters() {
        return parameters().export();
    }

    /** Sets all parameters, in the order of {@link #exportParameters}. */
    public final void importParameters(float[][] values) {
        parameters().overwrite(values);
    }

    @Override
    public abstract void close();
}
