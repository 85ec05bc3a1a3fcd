package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.optimizer.Adadelta;
import io.sparkdistill.optimizer.Adam;
import io.sparkdistill.optimizer.AdamW;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Optimizer;
import io.sparkdistill.optimizer.Schedule;
import io.sparkdistill.optimizer.Sgd;
import io.sparkdistill.training.Averaging;
import java.util.List;

/** Reads and checks the settings of the group {@code train}. */
final class TrainConfigReader {

    private enum OptimizerName {
        ADAM,
        ADAMW,
        SGD,
        ADADELTA
    }

    private enum ScheduleName {
        CONSTANT,
        LINEAR,
        COSINE
    }

    private enum AverageName {
        NONE,
        EMA
    }

    private TrainConfigReader() {}

    static TrainConfig read(Settings settings, TaskConfig task) {
        TrainConfig train = new TrainConfig(
                settings.choice("trainer", TrainConfig.Trainer.class),
                settings.choice("start", TrainConfig.Start.class),
                new TrainConfig.Partitioning(settings.integer("partitions", 0), settings.integer("local-steps", 1)),
                LossConfigReader.read(settings, task),
                new TrainConfig.Stopping(
                        settings.integer("epochs", 1),
                        settings.integer("patience", 1),
                        settings.integer("validation-limit", 1),
                        settings.optionalInteger("validate-every", 1)
                                .map(steps -> new TrainConfig.Interval(steps, TrainConfig.Interval.Unit.STEPS))
                                .orElse(TrainConfig.Interval.EPOCH)),
                selection(settings),
                new TrainConfig.Optimization(
                        settings.integer("batch-size", 1),
                        optimizer(settings),
                        schedule(settings),
                        clipping(settings.notNegative("gradient-clip")),
                        averaging(settings)),
                settings.integer("threads", 0),
                settings.integer("checkpoint-minutes", 0),
                TrainConfig.Vocabulary.OWN,
                settings.differentIntegersOrNone("seeds", 0),
                baseline(settings.group("baseline")));
        if (train.students() > 1 && train.trainer() == TrainConfig.Trainer.PARTITION) {
            settings.problem(
                    "seeds", "must be at most one when train.trainer is partition: %s".formatted(train.seeds()));
        }
        if (train.students() > 1 && train.start() == TrainConfig.Start.CURRENT) {
            settings.problem("seeds", "must be at most one when train.start is current: %s".formatted(train.seeds()));
        }
        return train;
    }

    private static TrainConfig.Selection selection(Settings settings) {
        double share = settings.share("held-back-share");
        TrainConfig.Selection selection =
                new TrainConfig.Selection(settings.choice("select-by", TrainConfig.SelectBy.class), share);
        if (selection.by().holdsBack() && share == 0) {
            settings.problem("held-back-share", "must be positive for train.select-by = soft-loss or agreement");
        }
        return selection;
    }

    private static Optimizer optimizer(Settings settings) {
        OptimizerName name = settings.choice("optimizer", OptimizerName.class);
        double rate = settings.positive("learning-rate");
        double momentum = settings.share("momentum");
        double decay = settings.notNegative("weight-decay");
        return switch (name) {
            case ADAM -> Adam.of(rate).withWeightDecay(decay);
            case ADAMW -> new AdamW(Adam.of(rate).withWeightDecay(decay));
            case SGD -> new Sgd(rate, momentum, decay);
            case ADADELTA -> new Adadelta(rate, 0.95, 1e-6, decay);
        };
    }

    private static Schedule schedule(Settings settings) {
        double warmup = settings.share("warmup-share");
        return switch (settings.choice("schedule", ScheduleName.class)) {
            case CONSTANT -> new Schedule.Constant(warmup);
            case LINEAR -> new Schedule.Linear(warmup);
            case COSINE -> new Schedule.Cosine(warmup);
        };
    }

    private static Averaging averaging(Settings settings) {
        double decay = settings.share("average-decay");
        boolean used = settings.choice("average", AverageName.class) == AverageName.EMA;
        if (used && decay == 0) {
            settings.problem("average-decay", "must be positive for train.average = ema");
        }
        return used ? new Averaging(decay) : Averaging.NONE;
    }

    private static GradientClipping clipping(double maximumNorm) {
        return maximumNorm == 0 ? GradientClipping.none() : new GradientClipping(maximumNorm);
    }

    private static TrainConfig.Baseline baseline(Settings settings) {
        boolean enabled = settings.flag("enabled");
        List<Double> rates = settings.positivesOrNone("learning-rates");
        return new TrainConfig.Baseline(
                enabled,
                settings.optionalInteger("epochs", 1),
                settings.optionalShare("label-smoothing"),
                settings.choice("vocabulary", TrainConfig.Vocabulary.class),
                enabled ? rates : List.of());
    }
}
