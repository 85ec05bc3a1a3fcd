package io.sparkdistill.jobs.kill;

import java.util.Locale;

/** A step is a verb in the life of an output: the first day, and a night that adds the rows of a new file. */
enum Step {
    AUGMENT("augment", "transfer_set"),
    LABEL("label", "soft_targets"),
    TRAIN("train", "runs/1/student/parameters.safetensors"),
    EVALUATE("evaluate", "runs/1/evaluation/metrics.json"),
    PROMOTE("promote", "current.json"),
    EXPORT("export", "runs/1/export/model.onnx"),
    NIGHT_AUGMENT("augment", "transfer_set"),
    NIGHT_LABEL("label", "soft_targets"),
    NIGHT_TRAIN("train", "runs/2/student/parameters.safetensors"),
    NIGHT_EVALUATE("evaluate", "runs/2/evaluation/metrics.json"),
    NIGHT_PROMOTE("promote", "current.json");

    private final String verb;
    private final String made;

    Step(String verb, String made) {
        this.verb = verb;
        this.made = made;
    }

    String verb() {
        return verb;
    }

    /** What the step makes, as {@link OutputContents} names it, so that no comparison is of nothing. */
    String made() {
        return made;
    }

    boolean isOfNight() {
        return name().startsWith("NIGHT_");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace("night_", "night: ");
    }
}
