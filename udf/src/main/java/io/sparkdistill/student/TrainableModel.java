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
 * A student that gradients fit: its parameters on the CPU, and how logits come from them.
 *
 * <p>{@link #logits} may be called from many threads at once, as long as none trains the model or sets its parameters.
 */
public abstract sealed class TrainableModel implements AutoCloseable permits StudentModel, TorchScriptModel {
    /** What it is called in configurations and reports. */
    public abstract String name();

    /** All that decides what its parameters mean: two models of one identity can take over each other's. */
    public abstract String identity();

    public abstract int classes();

    public abstract ParameterCount parameterCount();

    /** The width of its hidden states: {@link Outputs#hidden}; 0 for a model that does not tell them. */
    public abstract long hiddenWidth();

    /**
     * Writes its files.
     *
     * @param folder made if it does not exist
     * @return bytes of these files
     */
    public abstract long save(Path folder) throws IOException;

    /** Its parameters, which it owns. */
    public abstract Parameters parameters();

    /** A manager for temporary arrays; close it. */
    public abstract NDManager newManager();

    /**
     * Lays out a batch.
     *
     * @param manager owns all arrays of the pass
     * @throws IllegalArgumentException when an example does not fit the model
     */
    public abstract ForwardPass forward(NDManager manager, List<Example> batch);

    /**
     * The logits of examples, in their order, one row an example and one column a class; nothing is left out. Examples
     * are computed in batches of like length, so a long one makes no short one slow.
     *
     * @throws IllegalArgumentException when an example does not fit the model
     */
    public final float[][] logits(List<Example> examples) {
        return new BatchedInference(this, this::forward).logits(examples);
    }

    /** Names and shapes of {@link #exportParameters}, in the same order. */
    public final List<ParameterShape> parameterShapes() {
        return parameters().shapes();
    }

    /** A copy of all parameters, one array each, in row-major order. */
    public final float[][] exportParameters() {
        return parameters().export();
    }

    /** Sets all parameters, as {@link #exportParameters} gives them. */
    public final void importParameters(float[][] values) {
        parameters().overwrite(values);
    }

    @Override
    public abstract void close();
}
