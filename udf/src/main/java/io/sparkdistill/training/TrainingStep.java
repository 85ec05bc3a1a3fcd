package io.sparkdistill.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.loss.Targets;
import io.sparkdistill.network.BatchWeights;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.network.Parameters;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Optimizer;
import io.sparkdistill.optimizer.OptimizerState;
import io.sparkdistill.optimizer.TrainingSchedule;
import io.sparkdistill.student.ForwardPass;
import io.sparkdistill.student.TrainableModel;
import io.sparkdistill.tensor.Dropout;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Trains a model on batches, one step at a time, and keeps the optimizer's state between steps. Each step frees all of
 * its arrays. Steps of different models may run concurrently; steps of one model must not.
 */
public final class TrainingStep implements AutoCloseable {
    /** The maximum absolute value of a logit: above it, floats are too coarse for a softmax. */
    public static final float MAX_LOGIT = 1e6f;

    private final TrainableModel model;
    private final Loss loss;
    private final GradientClipping clipping;
    private final NDManager manager;
    private final Parameters lossParameters;
    private final Parameters parameters;
    private final OptimizerState optimizer;
    private final ParameterAverage average;
    private final Dropout dropout = Dropout.seeded(0);

    /** Creates steps with the optimizer's base learning rate. */
    public TrainingStep(TrainableModel model, Loss loss, Optimizer optimizer, GradientClipping clipping) {
        this(model, loss, optimizer, clipping, TrainingSchedule.constant(), Averaging.NONE, 0);
    }

    /** Creates steps without an average of the parameters. */
    public TrainingStep(
            TrainableModel model,
            Loss loss,
            Optimizer optimizer,
            GradientClipping clipping,
            TrainingSchedule schedule,
            long seed) {
        this(model, loss, optimizer, clipping, schedule, Averaging.NONE, seed);
    }

    /**
     * Creates steps with a learning-rate schedule and an average of the parameters.
     *
     * @param seed seed of the initial values of the parameters of the loss
     */
    public TrainingStep(
            TrainableModel model,
            Loss loss,
            Optimizer optimizer,
            GradientClipping clipping,
            TrainingSchedule schedule,
            Averaging averaging,
            long seed) {
        this.model = model;
        this.loss = loss;
        this.clipping = clipping;
        this.manager = model.newManager();
        List<ParameterShape> shapes = loss.parameters(model.hiddenWidth());
        this.lossParameters = new Parameters(manager, shapes);
        lossParameters.overwrite(Parameters.initialValues(shapes, Map.of(), seed));
        this.parameters = model.parameters().with(lossParameters);
        this.optimizer = new OptimizerState(manager, optimizer, schedule, parameters);
        this.average = new ParameterAverage(manager, averaging, model.parameters());
    }

    /** Seeds dropout. Every step needs another seed. */
    public void reseed(long seed) {
        dropout.reseed(seed);
    }

    /**
     * Takes one step.
     *
     * @throws IllegalArgumentException if the batch does not fit the model or the loss
     * @throws DivergedException if the loss is not finite, or a logit is not finite or beyond {@link #MAX_LOGIT}; the
     *     parameters are unchanged
     */
    public StepResult step(List<Example> batch) {
        try (NDManager step = manager.newSubManager()) {
            return GradientMode.off(() -> step(step, batch));
        }
    }

    private StepResult step(NDManager step, List<Example> batch) {
        ForwardPass pass = model.forward(step, batch);
        Targets targets = Targets.of(step, batch, model.classes());
        BatchWeights weights = pass.weights().with(lossParameters.weights().arrays());
        trained().forEach(shape -> weights.get(shape.name()).setRequiresGradient(true));
        dropout.nextStep();
        double value = GradientMode.on(() -> differentiate(pass, targets));
        NDList gradients = gradients(step, weights);
        optimizer.update(weights, gradients, pass.words(), clipping.scale(gradients));
        average.update(optimizer.step());
        return new StepResult(value, batch.size(), targets.labeledRows());
    }

    private double differentiate(ForwardPass pass, Targets targets) {
        Outputs outputs = pass.outputs().apply(dropout).with(lossParameters.weights());
        NDArray mean = loss.mean(outputs, targets);
        double value = mean.getFloat();
        if (!Double.isFinite(value)) {
            throw diverged("the loss is not finite: " + value, outputs.logits());
        }
        float greatest = outputs.logits().stopGradient().abs().max().getFloat();
        if (!(greatest <= MAX_LOGIT)) {
            throw diverged("a logit is beyond %s: %s".formatted(MAX_LOGIT, greatest), outputs.logits());
        }
        GradientMode.backward(mean);
        return value;
    }

    private DivergedException diverged(String reason, NDArray logits) {
        float[] values = logits.toFloatArray();
        int classes = model.classes();
        Set<Integer> rows = new TreeSet<>();
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= MAX_LOGIT)) {
                rows.add(i / classes);
            }
        }
        return new DivergedException(
                ("Cannot take training step %d: %s (logits out of range in %d of the %d rows of its batch; try a lower"
                                + " learning rate, clipping, or smaller inputs)")
                        .formatted(optimizer.step() + 1, reason, rows.size(), values.length / classes));
    }

    private NDList gradients(NDManager step, BatchWeights weights) {
        NDList gradients = new NDList();
        for (ParameterShape shape : trained()) {
            NDArray gradient = weights.get(shape.name()).getGradient();
            gradient.setName(shape.name());
            gradient.attach(step);
            gradients.add(gradient);
        }
        return gradients;
    }

    private List<ParameterShape> trained() {
        return parameters.shapes().stream()
                .filter(shape -> shape.kind().isTrained())
                .toList();
    }

    /** Returns a copy of the model's parameters and their average, the parameters of the loss, and the optimizer's state. */
    public TrainingState state() {
        return new TrainingState(
                model.exportParameters(), lossParameters.export(), optimizer.snapshot(), average.export());
    }

    /** Continues from a state of the same model, loss and optimizer. */
    public void restore(TrainingState from) {
        model.importParameters(from.parameters());
        lossParameters.overwrite(from.lossParameters());
        optimizer.restore(from.optimizer());
        average.restore(from.average());
    }

    /** Frees the optimizer's state and the parameters of the loss; the model stays open. */
    @Override
    public void close() {
        manager.close();
    }
}
