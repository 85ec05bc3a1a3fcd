package io.sparkdistill.jobs.config;

import io.sparkdistill.network.GradientClipping;
import io.sparkdistill.network.HardLabelLoss;
import io.sparkdistill.network.LogitLoss;
import io.sparkdistill.network.Loss;
import io.sparkdistill.network.Optimizer;
import io.sparkdistill.network.SoftTargetLoss;
import io.sparkdistill.network.WeightedLoss;
import java.util.Optional;

/**
 * How a student is fitted.
 *
 * @param partitions of the partition trainer; 0 for one a task that can run at once
 * @param localSteps steps of a partition between two averages
 * @param temperature of the soft targets, positive
 * @param softWeight weight of the soft term; 0 needs no teacher
 * @param hardWeight weight of the cross-entropy on labelled rows
 * @param patience epochs without a better validation accuracy before training stops
 * @param threads of the driver trainer; 0 for all cores
 * @param baseline whether the same network is also trained on the hard labels alone
 * @param baselineEpochs epochs of the baseline; empty for as many steps as the student takes
 */
public record TrainConfig(
        Trainer trainer,
        int partitions,
        int localSteps,
        SoftLoss loss,
        double temperature,
        double softWeight,
        double hardWeight,
        int epochs,
        int patience,
        int batchSize,
        Optimizer optimizer,
        GradientClipping clipping,
        int threads,
        boolean baseline,
        Optional<Integer> baselineEpochs) {
    /** Where the steps are taken. */
    public enum Trainer {
        /** One process, which the examples are streamed to. */
        DRIVER,
        /** All partitions at once, each on its own examples; their parameters are averaged. */
        PARTITION
    }

    /** What the soft term compares. */
    public enum SoftLoss {
        KL,
        MSE
    }

    /** Whether training needs what a teacher said. */
    public boolean needsTeacher() {
        return softWeight > 0;
    }

    /** The whole loss: {@code soft-weight · soft + hard-weight · hard}. */
    public Loss weightedLoss() {
        Loss soft = loss == SoftLoss.KL ? new SoftTargetLoss(temperature) : new LogitLoss();
        return new WeightedLoss(soft, softWeight, new HardLabelLoss(), hardWeight);
    }

    /**
     * The same settings for the plain baseline: hard labels alone. Fewer examples make shorter epochs, so unless their
     * number is given there are so many more of them that the baseline may take as many steps as the student, and its
     * patience lasts as many.
     *
     * @param studentExamples examples of an epoch of the student
     * @param labeledExamples examples of an epoch of the baseline
     */
    public TrainConfig ofBaseline(long studentExamples, long labeledExamples) {
        long asManySteps = (epochs * studentExamples + labeledExamples - 1) / labeledExamples;
        int ownEpochs = baselineEpochs.orElse(Math.toIntExact(asManySteps));
        int ownPatience = Math.max(patience, (int) ((long) patience * ownEpochs / epochs));
        return new TrainConfig(
                trainer,
                partitions,
                localSteps,
                loss,
                temperature,
                0,
                1,
                ownEpochs,
                ownPatience,
                batchSize,
                optimizer,
                clipping,
                threads,
                false,
                Optional.empty());
    }
}
