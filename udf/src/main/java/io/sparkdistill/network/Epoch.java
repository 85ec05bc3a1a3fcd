package io.sparkdistill.network;

import java.util.Iterator;

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
     * What an epoch saw.
     *
     * @param rows examples
     * @param meanLoss over them, each before the step that used it; not a number without examples
     */
    public record Outcome(long rows, double meanLoss) {}

    /** Hears of every step. */
    @FunctionalInterface
    public interface StepListener {
        /**
         * A step was taken.
         *
         * @param meanLoss over all examples of the epoch so far
         */
        void stepTaken(StepResult step, double meanLoss);
    }

    /** Takes a step for every batch of the examples. */
    public Outcome run(TrainingStep step, Iterator<Example> examples, StepListener listener) {
        step.reseed(Seeds.derive(seed, DROPOUT));
        Batches batches = new Batches(examples, batchSize, windowBatches, Seeds.derive(seed, ORDER));
        long rows = 0;
        double lossSum = 0;
        while (batches.hasNext()) {
            StepResult result = step.step(batches.next());
            rows += result.rows();
            lossSum += result.loss() * result.rows();
            listener.stepTaken(result, lossSum / rows);
        }
        return new Outcome(rows, lossSum / rows);
    }
}
