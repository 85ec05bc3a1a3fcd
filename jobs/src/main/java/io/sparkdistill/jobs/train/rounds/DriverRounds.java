package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.network.Example;
import io.sparkdistill.student.TrainableModel;
import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingState;
import io.sparkdistill.training.TrainingStep;
import java.util.Iterator;
import java.util.function.IntFunction;

/**
 * Takes all steps in this process, an epoch at once, on examples that are streamed to it, so memory is bounded whatever
 * their number.
 */
public final class DriverRounds implements Rounds {
    private final TrainerSettings settings;
    private final TrainableModel model;
    private final IntFunction<Iterator<Example>> examplesOfEpoch;
    private final long examples;

    /**
     * Makes the rounds of a training.
     *
     * @param model trained in place
     * @param examplesOfEpoch the examples of an epoch (from 1), the same ones in the same order whenever it is asked
     * @param examples their number: it decides how many steps there are in all
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
