package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.HiddenLossConfig;
import io.sparkdistill.jobs.config.LossConfig;
import io.sparkdistill.jobs.config.LossConfig.SoftLoss;
import io.sparkdistill.jobs.config.LossConfig.SoftTerm;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.loss.FeatureLoss;
import java.util.List;

/** Reads and checks the settings of the loss. */
final class LossConfigReader {
    private static final String LOSS = "loss";

    private LossConfigReader() {}

    static LossConfig read(Settings train, TaskConfig task) {
        LossConfig config = new LossConfig(
                soft(train),
                train.positive("temperature"),
                train.notNegative("soft-weight"),
                train.notNegative("hard-weight"),
                train.share("label-smoothing"),
                train.positivesOrNone("class-weights", task.classes()),
                hidden(train));
        if (config.softWeight() + config.hardWeight() == 0 && !config.hidden().isUsed()) {
            train.problem("soft-weight", "and train.hard-weight must not both be 0");
        }
        if (config.comparesLogits() && config.soft().size() > 1) {
            train.problem(LOSS, "must not mix mse with others: it compares logits, the others probabilities");
        }
        return config;
    }

    private static HiddenLossConfig hidden(Settings train) {
        return new HiddenLossConfig(
                train.notNegative("feature-weight"),
                train.choice("feature-loss", FeatureLoss.Distance.class),
                train.notNegative("distance-weight"),
                train.notNegative("angle-weight"));
    }

    /** Reads the name of a loss, or a group of losses with their weights. */
    private static List<SoftTerm> soft(Settings train) {
        List<String> names = train.keys(LOSS);
        if (names.isEmpty()) {
            return List.of(new SoftTerm(train.choice(LOSS, SoftLoss.class), 1));
        }
        Settings weights = train.group(LOSS);
        return names.stream()
                .map(name -> new SoftTerm(train.constant(LOSS, name, SoftLoss.class), weights.positive(name)))
                .toList();
    }
}
