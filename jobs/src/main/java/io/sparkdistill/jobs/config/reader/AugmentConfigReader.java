package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.augment.ImageShift;
import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import java.util.Optional;

/** Reads and checks the settings of the group {@code augment}. */
final class AugmentConfigReader {

    private AugmentConfigReader() {}

    static AugmentConfig read(Settings settings, TaskConfig task) {
        AugmentConfig augment = new AugmentConfig(
                settings.integer("copies", 0),
                new AugmentConfig.WordChanges(
                        settings.probability("mask-probability"),
                        settings.string("mask-word"),
                        settings.probability("pos-probability"),
                        settings.probability("ngram-probability")),
                shift(settings),
                settings.choices("origins", AugmentConfig.CopyOrigin.class),
                settings.flag("keep-label"),
                limits(settings.group("limits")));
        checkShift(settings, augment, task);
        if (augment.words().maskProbability() + augment.words().posProbability() > 1) {
            settings.problem("pos-probability", "and augment.mask-probability must not add up to more than 1");
        }
        if (augment.words().maskWord().isBlank()) {
            settings.problem("mask-word", "must not be blank: name the mask token of the teacher");
        }
        return augment;
    }

    private static AugmentConfig.Limits limits(Settings settings) {
        return new AugmentConfig.Limits(
                settings.optionalInteger("labeled", 1),
                settings.optionalInteger("unlabeled", 1),
                settings.optionalInteger("augmented", 1));
    }

    private static Optional<AugmentConfig.Shift> shift(Settings settings) {
        int pixels = settings.integer("shift-pixels", 0);
        Optional<Integer> width = settings.optionalInteger("image-width", 1);
        if (pixels > 0 && width.isEmpty()) {
            settings.problem("image-width", "is required where images are shifted: 28 for MNIST");
        }
        return pixels > 0 ? width.map(each -> new AugmentConfig.Shift(pixels, each)) : Optional.empty();
    }

    private static void checkShift(Settings settings, AugmentConfig augment, TaskConfig task) {
        boolean features = task.type() == TaskType.FEATURES;
        if (augment.shift().isPresent() && !features) {
            settings.problem("shift-pixels", "must be 0 unless task.type is features");
        }
        if (augment.copies() > 0 && features && augment.shift().isEmpty()) {
            settings.problem(
                    "copies", "must be 0 when task.type is features, unless augment.shift-pixels is 1 or more");
        }
        augment.shift()
                .map(shift -> new ImageShift(0, shift.pixels(), shift.width()).shifts())
                .ifPresent(shifts -> {
                    if (augment.copies() > shifts) {
                        settings.problem(
                                "copies",
                                "must be at most the number of different shifts, %d: %d"
                                        .formatted(shifts, augment.copies()));
                    }
                });
    }
}
