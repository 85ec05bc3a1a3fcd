package io.sparkdistill.jobs.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.student.StudentModel;
import java.util.List;

/**
 * Trains a student in plain DJL, with its gradient collector and its Adam. The loss is the cross-entropy with the
 * teacher or, without one, with the labels; each batch is one optimizer step.
 */
final class BareTraining implements AutoCloseable {
    private static final float LEARNING_RATE = 0.001f;

    private final BareNetwork network;
    private final int classes;
    private final NDManager manager;
    private final NDList weights = new NDList();
    private final Optimizer optimizer;

    BareTraining(BareNetwork network, StudentModel like) {
        this.network = network;
        this.classes = like.task().classes();
        this.manager = PyTorch.newManager();
        this.optimizer = Optimizer.adam()
                .optLearningRateTracker(Tracker.fixed(LEARNING_RATE))
                .build();
        float[][] values = like.exportParameters();
        for (int i = 0; i < values.length; i++) {
            ParameterShape shape = like.parameterShapes().get(i);
            long[] sizes = shape.sizes().stream().mapToLong(Long::longValue).toArray();
            NDArray weight = manager.create(values[i], new Shape(sizes));
            weight.setRequiresGradient(true);
            weights.add(weight);
        }
    }

    void step(List<Example> batch) {
        try (NDManager step = manager.newSubManager()) {
            try (GradientCollector collector = PyTorch.engine().newGradientCollector()) {
                NDArray logits = network.logits(step, weights, batch);
                NDArray entropy = logits.logSoftmax(1).mul(targets(step, batch));
                collector.backward(entropy.sum(new int[] {1}).mean().neg());
            }
            for (int i = 0; i < weights.size(); i++) {
                NDArray gradient = weights.get(i).getGradient();
                gradient.attach(step);
                optimizer.update(Integer.toString(i), weights.get(i), gradient);
            }
        }
    }

    private NDArray targets(NDManager step, List<Example> batch) {
        float[][] targets = new float[batch.size()][];
        for (int row = 0; row < targets.length; row++) {
            Example example = batch.get(row);
            targets[row] = example.target() == null ? new float[classes] : example.target();
            if (example.target() == null) {
                targets[row][example.label()] = 1;
            }
        }
        return step.create(targets);
    }

    @Override
    public void close() {
        manager.close();
    }
}
