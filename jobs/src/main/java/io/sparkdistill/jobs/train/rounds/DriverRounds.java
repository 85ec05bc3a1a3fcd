package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.network.Example;
import io.sparkdistill.student.TrainableModel;
import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingState;
import io.sparkdistill.training.TrainingStep;
import java.util.Iterator;
import java.util.function.IntFunction;

/**
 * Takes all optimizer steps in this process. A round is a whole epoch, and its examples are streamed, so that the
 * memory does not grow with their number.
 */
public final class DriverRounds implements Rounds {
    private final TrainerSettings settings;
    private final TrainableModel model;
    private final IntFunction<Iterator<Example>> examplesOfEpoch;
    private final long examples;

    /**
     * Creates the rounds of a training.
     *
     * @param model that is trained in place
     * @param examplesOfEpoch from the number of an epoch, from 1, to its examples, in an order that is always the same
     * @param examples number of examples per epoch, on which the number of steps depends
     */
    public DriverRounds(
            TrainerSettings settings,
            TrainableModel model,
            IntFunction<Iterator<Example>> examplesOfEpoch,
            long examples) {
        this.settings = settings;
        this.model = model;
        this.examplesOfEpoch = examplesOfEpoch;
        this.examples = examples;
    }

    @Override
    public long examples() {
        return examples;
    }

    @Override
    public long stepsOfEpoch() {
        return settings.stepsOfEpoch(examples);
    }

    @Override
    public String identity() {
        return "driver";
    }

    @Override
    public Outcome run(TrainingState from, int epoch, int round, Epoch.StepListener listener) {
        try (TrainingStep step = settings.step(model, stepsOfEpoch())) {
            step.restore(from);
            Epoch.Outcome seen = settings.epoch(epoch).run(step, examplesOfEpoch.apply(epoch), listener);
            return new Outcome(step.state(), seen, true);
        }
    }
}
