package io.sparkdistill.jobs.config;

import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Optimizer;
import io.sparkdistill.optimizer.Schedule;
import java.util.List;
import java.util.Optional;

/**
 * How a student is fitted.
 *
 * @param partitions of the partition trainer; 0 for one a task that can run at once
 * @param localSteps steps of a partition between two averages
 * @param patience epochs without a better validation accuracy before training stops
 * @param validationLimit validation examples at most that the driver holds and scores after each epoch
 * @param threads of the driver trainer; 0 for all cores
 * @param seeds of the students that are trained at once; empty for one, of the seed of everything else
 */
public record TrainConfig(
        Trainer trainer,
        int partitions,
        int localSteps,
        LossConfig loss,
        int epochs,
        int patience,
        int validationLimit,
        int batchSize,
        Optimizer optimizer,
        Schedule schedule,
        GradientClipping clipping,
        int threads,
        List<Integer> seeds,
        Baseline baseline) {
    private static final int MOST_BASELINE_EPOCHS = 200;

    public TrainConfig {
        seeds = List.copyOf(seeds);
    }

    /** Where the steps are taken. */
    public enum Trainer {
        /** One process, which the examples are streamed to. */
        DRIVER,
        /** All partitions at once, each on its own examples; their parameters are averaged. */
        PARTITION
    }

    /**
     * The same network, trained on the hard labels alone.
     *
     * @param enabled whether it is trained
     * @param epochs empty for as many steps as the student takes
     * @param labelSmoothing empty for that of the student
     */
    public record Baseline(boolean enabled, Optional<Integer> epochs, Optional<Double> labelSmoothing) {
        private static final Baseline NONE = new Baseline(false, Optional.empty(), Optional.empty());
    }

    /** How many students are trained. */
    public int students() {
        return Math.max(1, seeds.size());
    }

    /** The seed of the student, or of the first of them. */
    public long seed(long standard) {
        return seeds.isEmpty() ? standard : seeds.get(0);
    }

    /** The same for one of several students. */
    public TrainConfig ofSeed(int seed) {
        return with(loss, epochs, patience, List.of(seed), baseline);
    }

    /** The same where no example has a label: the teacher alone, and no baseline. */
    public TrainConfig withoutLabels() {
        return with(loss.withoutLabels(), epochs, patience, seeds, Baseline.NONE);
    }

    /** Whether training needs what a teacher said. */
    public boolean needsTeacher() {
        return loss.needsTeacher();
    }

    /**
     * The same settings for the plain baseline: hard labels alone. Fewer examples make shorter epochs, so unless their
     * number is given there are so many more of them that the baseline may take as many steps as the student, and its
     * patience lasts as many; but at most {@value #MOST_BASELINE_EPOCHS}, or those of the student if they are more, for
     * each ends in a validation pass and a checkpoint.
     *
     * @param studentExamples examples of an epoch of the student
     * @param labeledExamples examples of an epoch of the baseline
     */
    public TrainConfig ofBaseline(long studentExamples, long labeledExamples) {
        double asManySteps = Math.ceil((double) epochs * studentExamples / labeledExamples);
        int most = Math.max(epochs, MOST_BASELINE_EPOCHS);
        int ownEpochs = baseline.epochs().orElse((int) Math.min(asManySteps, most));
        int ownPatience = (int) Math.max(patience, Math.min(Integer.MAX_VALUE, (long) patience * ownEpochs / epochs));
        LossConfig labels = loss.ofBaseline(baseline.labelSmoothing().orElse(loss.labelSmoothing()));
        return with(labels, ownEpochs, ownPatience, List.of(), Baseline.NONE);
    }

    private TrainConfig with(
            LossConfig otherLoss,
            int otherEpochs,
            int otherPatience,
            List<Integer> otherSeeds,
            Baseline otherBaseline) {
        return new TrainConfig(
                trainer,
                partitions,
                localSteps,
                otherLoss,
                otherEpochs,
                otherPatience,
                validationLimit,
                batchSize,
                optimizer,
                schedule,
                clipping,
                threads,
                otherSeeds,
                otherBaseline);
    }
}
