package io.sparkdistill.training;

import io.sparkdistill.distill.Seeds;
import io.sparkdistill.network.Example;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/**
 * One pass over examples: what every trainer runs, so that the same examples in the same order with the same seed give
 * the same parameters wherever they are fitted.
 *
 * @param batchSize examples a step
 * @param windowBatches batches that are sorted by length together: see {@link Batches}
 * @param seed decides the order of examples and what dropout leaves out; another one for every epoch
 */
public record Epoch(int batchSize, int windowBatches, long seed) {
    private static final int DROPOUT = 0;
    private static final int ORDER = 1;

    /**
     * What the steps saw.
     *
     * @param rows examples
     * @param lossSum over them, each before the step that used it
     */
    public record Outcome(long rows, double lossSum) implements Serializable {
        /** Not a number without examples. */
        public double meanLoss() {
            return lossSum / rows;
        }
    }

    /** Hears of every step. */
    @FunctionalInterface
    public interface StepListener {
        /**
         * A step was taken.
         *
         * @param meanLoss over all examples so far, those of earlier rounds left out
         */
        void stepTaken(StepResult step, double meanLoss);
    }

    /**
     * Some steps of an epoch, one after the other.
     *
     * @param first number of the first one, from 0
     * @param count how many, unless the examples end before
     */
    public record StepRange(long first, long count) implements Serializable {
        /** The whole epoch. */
        public static final StepRange ALL = new StepRange(0, Long.MAX_VALUE);
    }

    /** How many steps so many examples make. */
    public long steps(long examples) {
        return (examples + batchSize - 1) / batchSize;
    }

    /** Number, from 0, of the example with which reading begins in order to take a step: the first of its window. */
    public long firstExample(long step) {
        return step / windowBatches * windowBatches * batchSize;
    }

    /** The batches for which the epoch takes its steps, in their order. */
    public Iterator<List<Example>> batches(Iterator<Example> examples) {
        return batches(examples, 0);
    }

    private Batches batches(Iterator<Example> examples, long window) {
        return new Batches(examples, batchSize, windowBatches, Seeds.derive(seed, ORDER), window);
    }

    /** Takes a step for every batch of the examples. */
    public Outcome run(TrainingStep step, Iterator<Example> examples, StepListener listener) {
        return run(step, examples, StepRange.ALL, listener);
    }

    /**
     * Takes some steps. Taken in several parts, an epoch ends as it does taken at once.
     *
     * @param examples those of the epoch from {@link #firstExample} on
     */
    public Outcome run(TrainingStep step, Iterator<Example> examples, StepRange steps, StepListener listener) {
        long window = steps.first() / windowBatches;
        Batches batches = batches(examples, window);
        for (long skipped = window * windowBatches; skipped < steps.first() && batches.hasNext(); skipped++) {
            batches.next();
        }
        long rows = 0;
        double lossSum = 0;
        for (long taken = 0; taken < steps.count() && batches.hasNext(); taken++) {
            step.reseed(Seeds.derive(seed, DROPOUT, steps.first() + taken));
            StepResult result = step.step(batches.next());
            rows += result.rows();
            lossSum += result.loss() * result.rows();
            listener.stepTaken(result, lossSum / rows);
        }
        return new Outcome(rows, lossSum);
    }
}
