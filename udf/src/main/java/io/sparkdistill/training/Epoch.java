package io.sparkdistill.training;

import io.sparkdistill.distill.Seeds;
import io.sparkdistill.network.Example;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/**
 * An epoch is one pass over the examples, which every trainer runs. The same examples in the same order with the same
 * seed give the same parameters, wherever they are trained.
 *
 * @param batchSize examples per step
 * @param windowBatches batches that are sorted by length together: see {@link Batches}
 * @param seed seed of the order of examples and of dropout; different for every epoch
 */
public record Epoch(int batchSize, int windowBatches, long seed) {
    private static final int ORDER = 1;

    /**
     * An outcome holds the number of examples and the sum of their losses over some steps.
     *
     * @param rows number of examples
     * @param lossSum sum of their losses, each before the step that used it
     */
    public record Outcome(long rows, double lossSum) implements Serializable {
        /** Returns the outcome of these steps and further ones. */
        public Outcome plus(Outcome more) {
            return new Outcome(rows + more.rows, lossSum + more.lossSum);
        }

        /** Returns the mean loss; NaN without examples. */
        public double meanLoss() {
            return lossSum / rows;
        }
    }

    /** Receives the result of every step. */
    @FunctionalInterface
    public interface StepListener {
        /**
         * Is called after each step.
         *
         * @param meanLoss mean loss of all examples of this run so far
         */
        void stepTaken(StepResult step, double meanLoss);
    }

    /**
     * A step range selects consecutive steps of an epoch.
     *
     * @param first number of the first step, from 0
     * @param count maximum number of steps
     */
    public record StepRange(long first, long count) implements Serializable {
        /** The whole epoch. */
        public static final StepRange ALL = new StepRange(0, Long.MAX_VALUE);
    }

    /** Returns the number of steps for a number of examples. */
    public long steps(long examples) {
        return (examples + batchSize - 1) / batchSize;
    }

    /** Returns the index of the first example of the step's window, from 0: a step needs the examples from there on. */
    public long firstExample(long step) {
        return firstStepOfWindow(step) * batchSize;
    }

    /** Returns the batches of the epoch, in the order of its steps. */
    public Iterator<List<Example>> batches(Iterator<Example> examples) {
        return batches(examples, 0);
    }

    private Batches batches(Iterator<Example> examples, long window) {
        return new Batches(examples, batchSize, windowBatches, Seeds.derive(seed, ORDER), window);
    }

    /** Takes one step per batch of the examples. */
    public Outcome run(TrainingStep step, Iterator<Example> examples, StepListener listener) {
        return run(step, examples, StepRange.ALL, listener);
    }

    /**
     * Takes a range of steps. Several ranges in turn have the same result as the whole epoch at once.
     *
     * @param examples examples of the epoch from {@link #firstExample} on
     */
    public Outcome run(TrainingStep step, Iterator<Example> examples, StepRange steps, StepListener listener) {
        return pass(examples, steps.first()).run(step, steps.count(), () -> false, listener);
    }

    /**
     * Returns a pass that goes on with a step.
     *
     * @param examples examples of the epoch from {@link #firstExample} of the step on
     * @param step number of the first step, from 0
     */
    public EpochPass pass(Iterator<Example> examples, long step) {
        return new EpochPass(this, batches(examples, step / windowBatches), step);
    }

    /** Returns the number of the first step of the step's window. */
    long firstStepOfWindow(long step) {
        return step / windowBatches * windowBatches;
    }
}
