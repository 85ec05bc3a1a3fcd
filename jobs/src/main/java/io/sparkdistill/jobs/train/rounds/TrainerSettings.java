package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.distill.Seeds;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.optimizer.Schedule;
import io.sparkdistill.optimizer.TrainingSchedule;
import io.sparkdistill.student.TrainableModel;
import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingStep;
import java.io.Serializable;
import java.util.Objects;

/**
 * Trainer settings define the course of one training.
 *
 * @param stopping when training ends; a patience of 0 never ends it early
 * @param optimization how each optimizer step is taken
 * @param windowBatches number of batches whose examples are sorted by length together; it bounds the memory
 * @param seed of the order of the examples and of dropout
 */
public record TrainerSettings(
        TrainConfig.Stopping stopping, TrainConfig.Optimization optimization, int windowBatches, long seed, Loss loss)
        implements Serializable {
    /** With 128 examples per batch these are some thousand examples, which leaves little padding. */
    private static final int DEFAULT_WINDOW_BATCHES = 50;

    public TrainerSettings {
        check("epochs", stopping.epochs(), 1);
        check("batch-size", optimization.batchSize(), 1);
        check("window-batches", windowBatches, 1);
        check("validate-every", stopping.validation().count(), 1);
        check("patience", stopping.patience(), 0);
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(optimization.optimizer(), "optimizer");
        Objects.requireNonNull(optimization.schedule(), "schedule");
        Objects.requireNonNull(optimization.clipping(), "clipping");
    }

    /**
     * Returns the settings of a configuration.
     *
     * @param hiddenWidth width of the teacher's hidden states; any where the loss compares none
     */
    public static TrainerSettings of(TrainConfig train, long seed, int hiddenWidth) {
        return new TrainerSettings(
                train.stopping(),
                train.optimization(),
                DEFAULT_WINDOW_BATCHES,
                seed,
                train.loss().loss(hiddenWidth));
    }

    /**
     * Returns a text that is equal for two trainings only if they take the same optimizer steps. The number of epochs
     * is part of it only if the learning-rate schedule depends on it.
     */
    String identity(TrainableModel model, Rounds rounds) {
        Schedule schedule = optimization.schedule();
        TrainConfig.Interval validation = stopping.validation();
        return "%s, %s, loss %s, optimizer %s, schedule %s, clipping %s, batch-size %d, window-batches %d, seed %d, examples %d%s%s"
                .formatted(
                        rounds.identity(),
                        model.identity(),
                        loss,
                        optimization.optimizer(),
                        schedule.isConstant() ? schedule : "%s of %d epochs".formatted(schedule, stopping.epochs()),
                        optimization.clipping(),
                        optimization.batchSize(),
                        windowBatches,
                        seed,
                        rounds.examples(),
                        validation.equals(TrainConfig.Interval.EPOCH) ? "" : ", " + validation,
                        optimization.averaging().isUsed() ? ", " + optimization.averaging() : "");
    }

    /**
     * Returns the optimizer steps of a model, the first one next.
     *
     * @param stepsOfEpoch optimizer steps per epoch
     */
    TrainingStep step(TrainableModel model, long stepsOfEpoch) {
        TrainingSchedule steps = new TrainingSchedule(optimization.schedule(), stopping.epochs() * stepsOfEpoch);
        return new TrainingStep(
                model, loss, optimization.optimizer(), optimization.clipping(), steps, optimization.averaging(), seed);
    }

    /**
     * Returns a name for people of the training up to a validation.
     *
     * @param number of the validation, from 1
     * @param stepsOfEpoch optimizer steps per epoch
     */
    String nameOf(int number, long stepsOfEpoch) {
        long steps = stopping.validation().steps(stepsOfEpoch);
        String unit = steps == stepsOfEpoch ? "Epoch" : "Validation";
        return "%s %d of %d".formatted(unit, number, validations(stepsOfEpoch));
    }

    /**
     * Returns the number of validations, at most.
     *
     * @param stepsOfEpoch optimizer steps per epoch
     */
    public long validations(long stepsOfEpoch) {
        long steps = stopping.validation().steps(stepsOfEpoch);
        return (stopping.epochs() * stepsOfEpoch + steps - 1) / steps;
    }

    /** The number of optimizer steps of an epoch with this number of examples. */
    long stepsOfEpoch(long examples) {
        return epoch(1).steps(examples);
    }

    /**
     * Returns an epoch, which cuts examples into batches.
     *
     * @param number of the epoch, from 1
     */
    public Epoch epoch(int number) {
        return new Epoch(optimization.batchSize(), windowBatches, Seeds.derive(seed, number));
    }

    private static void check(String setting, long value, long minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException("Cannot train: %s is %d or more: %d".formatted(setting, minimum, value));
        }
    }
}
