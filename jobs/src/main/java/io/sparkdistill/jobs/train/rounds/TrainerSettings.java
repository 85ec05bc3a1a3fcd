package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.distill.Seeds;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Optimizer;
import io.sparkdistill.optimizer.Schedule;
import io.sparkdistill.optimizer.TrainingSchedule;
import io.sparkdistill.student.TrainableModel;
import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingStep;
import java.io.Serializable;
import java.util.Objects;

/**
 * How a student is fitted.
 *
 * @param epochs passes over the examples at most
 * @param batchSize examples a step
 * @param windowBatches batches that are sorted by length together; bounds the memory
 * @param patience epochs without a better validation before training stops; 0 for never
 * @param seed decides the order of examples and what dropout leaves out
 */
public record TrainerSettings(
        int epochs,
        int batchSize,
        int windowBatches,
        int patience,
        long seed,
        Loss loss,
        Optimizer optimizer,
        Schedule schedule,
        GradientClipping clipping)
        implements Serializable {
    /** Enough for little padding: with 128 examples a batch, some thousand examples. */
    private static final int DEFAULT_WINDOW_BATCHES = 50;

    public TrainerSettings {
        check("epochs", epochs, 1);
        check("batch-size", batchSize, 1);
        check("window-batches", windowBatches, 1);
        check("patience", patience, 0);
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(clipping, "clipping");
    }

    /** What a configuration says. */
    public static TrainerSettings of(TrainConfig train, long seed, int hiddenWidth) {
        return new TrainerSettings(
                train.epochs(),
                train.batchSize(),
                DEFAULT_WINDOW_BATCHES,
                train.patience(),
                seed,
                train.loss().loss(hiddenWidth),
                train.optimizer(),
                train.schedule(),
                train.clipping());
    }

    /**
     * What must be equal for two runs to take the same steps. How long a run lasts is not part of it, unless its schedule
     * depends on it: a finished run can go on with more epochs or more patience.
     */
    String identity(TrainableModel model, Rounds rounds) {
        return "%s, %s, loss %s, optimizer %s, schedule %s, clipping %s, batch-size %d, window-batches %d, seed %d, examples %d"
                .formatted(
                        rounds.identity(),
                        model.identity(),
                        loss,
                        optimizer,
                        schedule.isConstant() ? schedule : "%s of %d epochs".formatted(schedule, epochs),
                        clipping,
                        batchSize,
                        windowBatches,
                        seed,
                        rounds.examples());
    }

    /**
     * Steps on a model.
     *
     * @param stepsOfEpoch as many as each epoch has
     */
    TrainingStep step(TrainableModel model, long stepsOfEpoch) {
        return new TrainingStep(
                model, loss, optimizer, clipping, new TrainingSchedule(schedule, epochs * stepsOfEpoch), seed);
    }

    /** How many steps an epoch of so many examples has. */
    long stepsOfEpoch(long examples) {
        return epoch(1).steps(examples);
    }

    /** How an epoch, from 1, is run. */
    public Epoch epoch(int number) {
        return new Epoch(batchSize, windowBatches, Seeds.derive(seed, number));
    }

    private static void check(String setting, int value, int minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException("Cannot train: %s is %d or more: %d".formatted(setting, minimum, value));
        }
    }
}
