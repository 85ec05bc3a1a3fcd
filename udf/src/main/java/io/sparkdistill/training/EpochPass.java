package io.sparkdistill.training;

import io.sparkdistill.distill.Seeds;
import io.sparkdistill.network.Example;
import io.sparkdistill.training.Epoch.Outcome;
import io.sparkdistill.training.Epoch.StepListener;
import java.util.List;
import java.util.function.BooleanSupplier;

/** An epoch pass takes the steps of one epoch in turn, and can stop between two of them and go on later. */
public final class EpochPass {
    private static final int DROPOUT = 0;

    private final Epoch epoch;
    private final Batches batches;
    private long next;

    /**
     * Starts in the middle of an epoch.
     *
     * @param batches of the epoch, from the window of the step on
     * @param first number of the first step, from 0
     */
    EpochPass(Epoch epoch, Batches batches, long first) {
        this.epoch = epoch;
        this.batches = batches;
        this.next = epoch.firstStepOfWindow(first);
        for (; next < first && batches.hasNext(); next++) {
            batches.next();
        }
    }

    /** The number of the next step, from 0. */
    public long next() {
        return next;
    }

    /** Whether the epoch has another step. */
    public boolean hasNext() {
        return batches.hasNext();
    }

    /**
     * Takes the next steps. Several calls in turn have the same result as one.
     *
     * @param count maximum number of steps
     * @param stops asked after each step whether to stop
     */
    public Outcome run(TrainingStep step, long count, BooleanSupplier stops, StepListener listener) {
        long rows = 0;
        double lossSum = 0;
        boolean stopped = false;
        for (long taken = 0; taken < count && !stopped && batches.hasNext(); taken++) {
            List<Example> batch = batches.next();
            step.reseed(Seeds.derive(epoch.seed(), DROPOUT, next++));
            StepResult result = step.step(batch);
            rows += result.rows();
            lossSum += result.loss() * result.rows();
            listener.stepTaken(result, lossSum / rows);
            stopped = stops.getAsBoolean();
        }
        return new Outcome(rows, lossSum);
    }
}
