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
 * What an optimizer remembers: the number of steps, and for every parameter as many arrays as the optimizer needs. They
 * belong to the manager given.
 *
 * <p>Embedding tables are updated lazily: only the rows of the words in a batch change, in the parameter and in the
 * state, and decay. Words that are absent keep their values and their momentum until they come again, as in PyTorch's
 * {@code SparseAdam}; the step of Adam's bias correction counts all batches. Updating a table of 20,000 x 300 as a whole
 * takes as long as the rest of a step of a BiLSTM.
 */
public final class OptimizerState {
    private final Optimizer optimizer;
    private final TrainingSchedule pace;
    private final Parameters parameters;
    private final List<NDList> states = new ArrayList<>();
    private long step;

    public OptimizerState(NDManager manager, Optimizer optimizer, TrainingSchedule pace, Parameters parameters) {
        this.optimizer = optimizer;
        this.pace = pace;
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

    public long step() {
        return step;
    }

    /**
     * Updates all parameters in place. Gradients must not be recorded meanwhile.
     *
     * @param weights the parameters as the batch used them
     * @param gradients one a trained parameter, under its name
     * @param words ids of the rows that the weights hold of an embedding table
     * @param scale factor for the gradients
     */
    public void update(BatchWeights weights, NDList gradients, NDArray words, float scale) {
        step++;
        OptimizerStep now = new OptimizerStep(step, optimizer.learningRate() * pace.factor(step), scale);
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

    public OptimizerSnapshot snapshot() {
        float[][] values =
                states.stream().flatMap(List::stream).map(NDArray::toFloatArray).toArray(float[][]::new);
        return new OptimizerSnapshot(step, values);
    }

    public void restore(OptimizerSnapshot snapshot) {
        List<NDArray> arrays = states.stream().flatMap(List::stream).toList();
        if (snapshot.arrays().length != arrays.size()) {
            throw new IllegalArgumentException("Cannot set the state of %s: it has %d arrays: %d"
                    .formatted(optimizer.name(), arrays.size(), snapshot.arrays().length));
        }
        for (int i = 0; i < arrays.size(); i++) {
            FloatArrays.overwrite(arrays.get(i), snapshot.arrays()[i]);
        }
        step = snapshot.step();
    }
}
