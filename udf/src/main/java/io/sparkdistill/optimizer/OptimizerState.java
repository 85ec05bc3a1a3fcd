package io.sparkdistill.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.sparkdistill.engine.FloatArrays;
import io.sparkdistill.network.BatchWeights;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.network.Parameters;
import io.sparkdistill.tensor.DjlArrays;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the state of an optimizer: the number of steps, and the state arrays of every parameter. The arrays belong to
 * the given manager.
 *
 * <p>Embedding tables are updated lazily: a step changes and decays only the rows of the words in its batch, in the
 * parameter and in the state. Words that are absent keep their values and their moments until they occur again, as in
 * PyTorch's {@code SparseAdam}; the step of Adam's bias correction counts all batches. Updating a whole table of 20,000
 * x 300 values takes as long as the rest of a step of a BiLSTM.
 */
public final class OptimizerState {
    private final Optimizer optimizer;
    private final TrainingSchedule schedule;
    private final Parameters parameters;
    private final List<NDList> states = new ArrayList<>();
    private long step;

    /** Creates the state of an optimizer before its first step. */
    public OptimizerState(NDManager manager, Optimizer optimizer, TrainingSchedule schedule, Parameters parameters) {
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.parameters = parameters;
        for (ParameterShape shape : parameters.shapes()) {
            NDList state = new NDList();
            int arrays = shape.kind().isTrained() ? optimizer.stateArrays() : 0;
            for (int i = 0; i < arrays; i++) {
                state.add(manager.zeros(parameters.get(shape).getShape()));
            }
            states.add(state);
        }
    }

    /** Returns the number of steps taken. */
    public long step() {
        return step;
    }

    /**
     * Updates all parameters in place. Gradients must not be recorded during the update.
     *
     * @param weights parameters as the batch used them
     * @param gradients gradient of each trained parameter, under its name
     * @param words ids of the words whose rows the weights hold of an embedding table
     * @param scale factor for the gradients
     */
    public void update(BatchWeights weights, NDList gradients, NDArray words, float scale) {
        step++;
        OptimizerStep now = new OptimizerStep(step, optimizer.learningRate() * schedule.factor(step), scale);
        for (int i = 0; i < states.size(); i++) {
            ParameterShape shape = parameters.shapes().get(i);
            NDArray weight = weights.get(shape.name());
            switch (shape.kind()) {
                case DENSE -> optimizer.update(weight, gradients.get(shape.name()), states.get(i), now);
                case EMBEDDING -> {
                    NDList state = new NDList(states.get(i).stream()
                            .map(table -> DjlArrays.rows(table, words))
                            .toList());
                    optimizer.update(weight, gradients.get(shape.name()), state, now);
                    writeRows(parameters.get(shape), states.get(i), words, weight, state);
                }
                case FROZEN_EMBEDDING -> {}
            }
        }
    }

    private static void writeRows(NDArray table, NDList tableStates, NDArray words, NDArray rows, NDList states) {
        NDIndex index = new NDIndex("{}", words);
        table.set(index, rows);
        for (int i = 0; i < states.size(); i++) {
            tableStates.get(i).set(index, states.get(i));
        }
    }

    /** Returns a copy of the state. */
    public OptimizerSnapshot snapshot() {
        float[][] values =
                states.stream().flatMap(List::stream).map(NDArray::toFloatArray).toArray(float[][]::new);
        return new OptimizerSnapshot(step, values);
    }

    /** Replaces the state by that of the same optimizer on the same parameters. */
    public void restore(OptimizerSnapshot snapshot) {
        List<NDArray> arrays = states.stream().flatMap(List::stream).toList();
        if (snapshot.arrays().length != arrays.size()) {
            throw new IllegalArgumentException("Cannot restore the state of %s: it must have %d arrays: %d"
                    .formatted(optimizer.name(), arrays.size(), snapshot.arrays().length));
        }
        for (int i = 0; i < arrays.size(); i++) {
            FloatArrays.overwrite(arrays.get(i), snapshot.arrays()[i]);
        }
        step = snapshot.step();
    }
}
