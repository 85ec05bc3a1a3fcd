package io.sparkdistill.jobs.config;

import java.util.List;

/**
 * These settings let a model of natural-language inference classify texts without having seen a label.
 *
 * @param hypothesis template with {@code {class}}
 * @param classes names of the classes, in order
 * @param outputs names of the model's outputs, in order; empty if a file beside the model names them
 */
public record ZeroShotConfig(String hypothesis, List<String> classes, List<String> outputs) {
    public ZeroShotConfig {
        classes = List.copyOf(classes);
        outputs = List.copyOf(outputs);
    }
}
