package io.sparkdistill.jobs.config;

/** Reads how the transfer set grows. */
final class AugmentConfigReader {

    private AugmentConfigReader() {}

    static AugmentConfig read(Settings settings, TaskConfig task) {
        Settings limits = settings.group("limits");
        AugmentConfig augment = new AugmentConfig(
                settings.integer("copies", 0),
                settings.probability("mask-probability"),
                settings.string("mask-word"),
                settings.probability("pos-probability"),
                settings.probability("ngram-probability"),
                settings.choices("origins", AugmentConfig.Copied.class),
                settings.flag("keep-label"),
                limits.optionalInteger("labeled", 1),
                limits.optionalInteger("unlabeled", 1),
                limits.optionalInteger("augmented", 1));
        if (augment.copies() > 0 && task.type() == TaskType.FEATURES) {
            settings.problem("copies", "must be 0 when task.type is features: only text is copied");
        }
        if (augment.maskProbability() + augment.posProbability() > 1) {
            settings.problem("pos-probability", "and augment.mask-probability must not add up to more than 1");
        }
        if (augment.maskWord().isBlank()) {
            settings.problem("mask-word", "must not be blank: name the mask token of the teacher");
        }
        return augment;
    }
}
