package io.sparkdistill.jobs.config;

import io.sparkdistill.network.Adadelta;
import io.sparkdistill.network.Adam;
import io.sparkdistill.network.GradientClipping;
import io.sparkdistill.network.Optimizer;
import io.sparkdistill.network.Sgd;

/** Reads how a student is fitted. */
final class TrainConfigReader {

    private enum OptimizerName {
        ADAM,
        SGD,
        ADADELTA
    }

    private TrainConfigReader() {}

    static TrainConfig read(Settings settings) {
        Settings baseline = settings.group("baseline");
        return new TrainConfig(
                settings.choice("trainer", TrainConfig.Trainer.class),
                settings.integer("partitions", 0),
                settings.integer("local-steps", 1),
                settings.choice("loss", TrainConfig.SoftLoss.class),
                settings.positive("temperature"),
                settings.notNegative("soft-weight"),
                settings.notNegative("hard-weight"),
                settings.integer("epochs", 1),
                settings.integer("patience", 1),
                settings.integer("batch-size", 1),
                optimizer(settings),
                clipping(settings.notNegative("gradient-clip")),
                settings.integer("threads", 0),
                baseline.flag("enabled"),
                baseline.optionalInteger("epochs", 1));
    }

    private static Optimizer optimizer(Settings settings) {
        OptimizerName name = settings.choice("optimizer", OptimizerName.class);
        double rate = settings.positive("learning-rate");
        double momentum = settings.share("momentum");
        double decay = settings.notNegative("weight-decay");
        return switch (name) {
            case ADAM -> new Adam(rate, 0.9, 0.999, 1e-8, decay);
            case SGD -> new Sgd(rate, momentum, decay);
            case ADADELTA -> new Adadelta(rate, 0.95, 1e-6, decay);
        };
    }

    private static GradientClipping clipping(double maximumNorm) {
        return maximumNorm == 0 ? GradientClipping.none() : new GradientClipping(maximumNorm);
    }
}
