package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.SweepConfig;
import io.sparkdistill.jobs.config.SweepParameter;
import io.sparkdistill.jobs.job.ResultSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks before a sweep starts that the best of its searched variants can be found. */
final class SearchChecks {
    private final DistillConfig base;
    private final Map<String, String> names = new HashMap<>();

    /**
     * Checks that variants are compared on the same validation examples.
     *
     * @throws ConfigurationException with the key that is to be changed
     */
    SearchChecks(DistillConfig base) {
        this.base = base;
        List<String> keys =
                base.sweep().parameters().stream().map(SweepParameter::key).toList();
        if (keys.isEmpty()) {
            return;
        }
        if (base.input().validation().isEmpty() && base.input().validationShare() == 0) {
            throw problem(
                    "the best of its variants is chosen on validation examples: set input.validation or input.validation-share");
        }
        List<String> changing = keys.stream().filter(this::changesValidation).toList();
        if (!changing.isEmpty()) {
            throw problem(
                    "variants with other validation examples cannot be compared: take %s out of sweep.parameters, or set input.validation"
                            .formatted(String.join(", ", changing)));
        }
        if (halves() && keys.contains("train.epochs")) {
            throw problem("sweep.search = halving sets the epochs itself: take train.epochs out of sweep.parameters");
        }
    }

    private boolean halves() {
        return base.sweep().search() == SweepConfig.Search.HALVING;
    }

    /** Without input.validation, a part of the other examples is held back, which the seed chooses. */
    private boolean changesValidation(String key) {
        boolean holdsBack = base.input().validation().isEmpty();
        return key.startsWith("input.validation") || (holdsBack && (key.startsWith("input") || key.equals("seed")));
    }

    /**
     * Checks a variant.
     *
     * @param config of the variant
     * @throws ConfigurationException if an earlier variant trains the same student, or successive halving cannot stop
     *     its training
     */
    void check(Trial trial, DistillConfig config) {
        String earlier = names.putIfAbsent(student(config), trial.name());
        if (earlier != null) {
            throw problem(
                    "the variants %s and %s train the same student: take one of their values out of sweep.parameters"
                            .formatted(earlier, trial.name()));
        }
        if (halves() && !config.train().seeds().isEmpty()) {
            throw problem("sweep.search = halving trains one student per variant: set train.seeds = []");
        }
        if (halves() && !config.student().kind().hasEpochs()) {
            throw problem(
                    "sweep.search = halving needs students that are trained in epochs: student.network is %s in variant %s; set sweep.search = grid or random"
                            .formatted(config.student().kind().name(), trial.name()));
        }
    }

    /** Returns all settings that a student depends on. */
    private static String student(DistillConfig config) {
        return List.of(
                        ResultSettings.augment(config),
                        ResultSettings.label(config),
                        ResultSettings.teachers(config),
                        ResultSettings.train(config, config.train()),
                        config.train().seeds())
                .toString();
    }

    private static ConfigurationException problem(String reason) {
        return new ConfigurationException("Cannot run a sweep: " + reason);
    }
}
