package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.network.Example;
import io.sparkdistill.student.TrainableModel;
import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.EpochPass;
import io.sparkdistill.training.TrainingState;
import io.sparkdistill.training.TrainingStep;
import java.util.Iterator;
import java.util.function.IntFunction;

/**
 * Takes all optimizer steps in this process. The examples are streamed, so that the memory does not grow with their
 * number.
 */
public final class DriverRounds implements Rounds {
    private final TrainerSettings settings;
    private final TrainableModel model;
    private final IntFunction<Iterator<Example>> examplesOfEpoch;
    private final long examples;
    // The next round goes on with it, so that the examples are not read again.
    private EpochPass open;
    private int openEpoch;

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
    public Outcome run(TrainingState from, Span span, Epoch.StepListener listener) {
        try (TrainingStep step = settings.step(model, stepsOfEpoch())) {
            step.restore(from);
            Epoch.Outcome seen = new Epoch.Outcome(0, 0);
            long taken = 0;
            while (taken < span.most() && (taken == 0 || !span.isDue().getAsBoolean())) {
                EpochPass pass = pass(span.first() + taken);
                long start = pass.next();
                seen = seen.plus(pass.run(step, span.most() - taken, span.isDue(), listener));
                taken += pass.next() - start;
            }
            return new Outcome(step.state(), seen, taken);
        }
    }

    /** Returns the pass of an epoch that goes on with a step: the open one, or a new one. */
    private EpochPass pass(long step) {
        int epoch = Math.toIntExact(step / stepsOfEpoch() + 1);
        long within = step % stepsOfEpoch();
        if (epoch != openEpoch || open == null || open.next() != within) {
            Epoch run = settings.epoch(epoch);
            Iterator<Example> stream = examplesOfEpoch.apply(epoch);
            for (long skipped = run.firstExample(within); skipped > 0 && stream.hasNext(); skipped--) {
                stream.next();
            }
            open = run.pass(stream, within);
            openEpoch = epoch;
        }
        if (!open.hasNext()) {
            throw new IllegalArgumentException(
                    "Cannot train: epoch %d has fewer examples than were counted: %d".formatted(epoch, examples));
        }
        return open;
    }
}
