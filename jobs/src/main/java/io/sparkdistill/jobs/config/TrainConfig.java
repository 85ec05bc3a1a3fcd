package io.sparkdistill.jobs.config;

import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Optimizer;
import io.sparkdistill.optimizer.Schedule;
import io.sparkdistill.training.Averaging;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * These settings decide how a student is trained.
 *
 * @param trainer which processes train it
 * @param start parameters from which training starts
 * @param partitioning how the partition trainer divides the work
 * @param stopping when training ends
 * @param selection which epoch is the best one
 * @param threads of the driver trainer; 0 for all cores
 * @param checkpointMinutes least minutes between two checkpoints
 * @param vocabulary texts whose words make the vocabulary of a student of texts
 * @param seeds of the students that are trained in parallel; empty for one student with the seed of the configuration
 */
public record TrainConfig(
        Trainer trainer,
        Start start,
        Partitioning partitioning,
        LossConfig loss,
        Stopping stopping,
        Selection selection,
        Optimization optimization,
        int threads,
        int checkpointMinutes,
        Vocabulary vocabulary,
        List<Integer> seeds,
        Baseline baseline) {
    private static final int MAX_BASELINE_VALIDATIONS = 200;

    public TrainConfig {
        seeds = List.copyOf(seeds);
    }

    /** Lists the processes that can take the optimizer steps. */
    public enum Trainer {
        /** The driver takes all steps; the examples are streamed to it. */
        DRIVER,
        /** Every partition takes steps on its own examples, and their parameters are averaged. */
        PARTITION
    }

    /** Lists the parameters from which training can start. */
    public enum Start {
        /** Random parameters. */
        FRESH,
        /** Those of the served student, if there is one. */
        CURRENT
    }

    /** Lists the sets of texts whose words can make a vocabulary. */
    public enum Vocabulary {
        /** The examples that the student is trained on. */
        OWN,
        /** All examples of the transfer set, with and without labels. */
        TRANSFER_SET
    }

    /**
     * These settings decide how the partition trainer divides the examples.
     *
     * @param partitions number of partitions; 0 for as many as the cluster runs tasks at the same time
     * @param localSteps optimizer steps of a partition between two averages
     */
    public record Partitioning(int partitions, int localSteps) {}

    /**
     * Training ends after a number of epochs, or earlier when validation does not improve.
     *
     * @param epochs passes over the examples, at most
     * @param patience validations without a better score after which training stops
     * @param validationLimit validation examples that the driver scores each time, at most
     * @param validation what is trained between two validations
     */
    public record Stopping(int epochs, int patience, int validationLimit, Interval validation) implements Serializable {
        /** Creates settings with a validation after each epoch. */
        public Stopping(int epochs, int patience, int validationLimit) {
            this(epochs, patience, validationLimit, Interval.EPOCH);
        }
    }

    /** An interval is a part of a training: a number of epochs or of optimizer steps, at least 1. */
    public record Interval(long count, Unit unit) implements Serializable {
        /** One epoch. */
        public static final Interval EPOCH = new Interval(1, Unit.EPOCHS);

        /** Lists what an interval is counted in. */
        public enum Unit {
            EPOCHS,
            STEPS
        }

        /**
         * Returns the number of optimizer steps.
         *
         * @param stepsOfEpoch optimizer steps per epoch
         */
        public long steps(long stepsOfEpoch) {
            return unit == Unit.EPOCHS ? count * stepsOfEpoch : count;
        }
    }

    /**
     * These settings decide by which score the best epoch is chosen.
     *
     * @param heldBackShare share of the examples with soft targets that no step sees, in (0, 1); used by scores of the
     *     teacher only
     */
    public record Selection(SelectBy by, double heldBackShare) {
        /** The choice by the accuracy on the validation examples. */
        public static final Selection BY_ACCURACY = new Selection(SelectBy.ACCURACY, 0.03);
    }

    /** Lists the scores by which the best epoch can be chosen. */
    public enum SelectBy {
        /** The highest accuracy on the validation examples; of equal ones, the lowest negative log-likelihood. */
        ACCURACY,
        /** The lowest negative log-likelihood of the labels of the validation examples. */
        NLL,
        /** The lowest loss between student and teacher on the examples that are held back. */
        SOFT_LOSS,
        /** The highest share of the examples held back of which student and teacher predict the same class. */
        AGREEMENT;

        /** Whether the score compares the student with a teacher on examples that are held back. */
        public boolean holdsBack() {
            return this == SOFT_LOSS || this == AGREEMENT;
        }
    }

    /**
     * The score by which the best epoch is chosen. A training without a teacher, such as the baseline's, has no soft
     * targets to hold back, and is chosen by accuracy instead.
     */
    public SelectBy selectBy() {
        return selection.by().holdsBack() && !needsTeacher() ? SelectBy.ACCURACY : selection.by();
    }

    /**
     * These settings decide how each optimizer step is taken.
     *
     * @param batchSize examples per step
     * @param averaging average of the parameters over the steps
     */
    public record Optimization(
            int batchSize, Optimizer optimizer, Schedule schedule, GradientClipping clipping, Averaging averaging)
            implements Serializable {
        /** Creates steps without an average of the parameters. */
        public Optimization(int batchSize, Optimizer optimizer, Schedule schedule, GradientClipping clipping) {
            this(batchSize, optimizer, schedule, clipping, Averaging.NONE);
        }
    }

    /**
     * The baseline is a student that is trained on the hard labels alone.
     *
     * @param enabled whether it is trained
     * @param epochs empty for as many steps as the student takes
     * @param labelSmoothing empty for that of the student
     * @param vocabulary of all texts, so that it has the student's network exactly, or of its own
     * @param learningRates that are tried, of which it has the best; empty for that of the student
     */
    public record Baseline(
            boolean enabled,
            Optional<Integer> epochs,
            Optional<Double> labelSmoothing,
            Vocabulary vocabulary,
            List<Double> learningRates) {
        private static final Baseline NONE = ofRates(List.of());

        public Baseline {
            learningRates = List.copyOf(learningRates);
        }

        private static Baseline ofRates(List<Double> rates) {
            return new Baseline(false, Optional.empty(), Optional.empty(), Vocabulary.OWN, rates);
        }
    }

    /** The number of students that are trained, without the baseline. */
    public int students() {
        return Math.max(1, seeds.size());
    }

    /**
     * The seed of the student, or of the first one of several.
     *
     * @param standard seed of the configuration
     */
    public long seed(long standard) {
        return seeds.isEmpty() ? standard : seeds.get(0);
    }

    /** Returns these settings for one of several students. */
    public TrainConfig ofSeed(int seed) {
        return with(start, loss, stopping, vocabulary, List.of(seed), baseline);
    }

    /**
     * Returns these settings for inputs without labels: the student learns from the teacher alone, without a baseline.
     */
    public TrainConfig withoutLabels() {
        return with(start, loss.withoutLabels(), stopping, vocabulary, seeds, Baseline.NONE);
    }

    /** Whether training reads outputs of a teacher. */
    public boolean needsTeacher() {
        return loss.needsTeacher();
    }

    /**
     * Returns these settings for the baseline, which learns from hard labels alone, from random parameters. An epoch of the baseline has fewer
     * examples than one of the student. Unless the configuration gives its number of epochs, the baseline therefore has
     * as many epochs as it needs to take as many steps as the student. It is validated after each of them or, where they
     * would be more than {@value #MAX_BASELINE_VALIDATIONS} and more than those of the student, about that often. Its
     * patience grows with its validations.
     *
     * @param studentExamples examples per epoch of the student
     * @param labeledExamples examples per epoch of the baseline
     */
    public TrainConfig ofBaseline(long studentExamples, long labeledExamples) {
        int epochs = stopping.epochs();
        int patience = stopping.patience();
        double sameSteps = Math.ceil((double) epochs * studentExamples / labeledExamples);
        int ownEpochs = baseline.epochs().orElse((int) Math.min(sameSteps, Integer.MAX_VALUE));
        Interval interval = baselineInterval(ownEpochs);
        long validations = interval.unit() == Interval.Unit.EPOCHS ? divideUp(ownEpochs, interval.count()) : epochs;
        int ownPatience = (int) Math.max(patience, Math.min(Integer.MAX_VALUE, patience * validations / epochs));
        LossConfig labels = loss.ofBaseline(baseline.labelSmoothing().orElse(loss.labelSmoothing()));
        Stopping own = new Stopping(ownEpochs, ownPatience, stopping.validationLimit(), interval);
        Baseline rates = Baseline.ofRates(baseline.learningRates());
        return with(Start.FRESH, labels, own, baseline.vocabulary(), List.of(), rates);
    }

    /**
     * Returns the settings of which the best ones are to be found by training with each. They differ in the learning rate.
     *
     * @return these settings alone unless they are those of a baseline with learning rates to try
     */
    public List<TrainConfig> candidates() {
        return baseline.enabled() || baseline.learningRates().isEmpty()
                ? List.of(this)
                : baseline.learningRates().stream().map(this::withLearningRate).toList();
    }

    private TrainConfig withLearningRate(double rate) {
        Optimization other = new Optimization(
                optimization.batchSize(),
                optimization.optimizer().withLearningRate(rate),
                optimization.schedule(),
                optimization.clipping(),
                optimization.averaging());
        return new TrainConfig(
                trainer,
                start,
                partitioning,
                loss,
                stopping,
                selection,
                other,
                threads,
                checkpointMinutes,
                vocabulary,
                seeds,
                Baseline.NONE);
    }

    private static long divideUp(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private Interval baselineInterval(int ownEpochs) {
        if (stopping.validation().unit() == Interval.Unit.STEPS
                || baseline.epochs().isPresent()) {
            return stopping.validation();
        }
        int most = Math.max(stopping.epochs(), MAX_BASELINE_VALIDATIONS);
        return new Interval(Math.max(1, divideUp(ownEpochs, most)), Interval.Unit.EPOCHS);
    }

    private TrainConfig with(
            Start otherStart,
            LossConfig otherLoss,
            Stopping otherStopping,
            Vocabulary otherVocabulary,
            List<Integer> otherSeeds,
            Baseline otherBaseline) {
        return new TrainConfig(
                trainer,
                otherStart,
                partitioning,
                otherLoss,
                otherStopping,
                selection,
                optimization,
                threads,
                checkpointMinutes,
                otherVocabulary,
                otherSeeds,
                otherBaseline);
    }
}
