package io.sparkdistill.jobs.config;

import io.sparkdistill.teacher.BatchLimits;
import java.util.List;

/**
 * How the transfer set is labelled.
 *
 * @param temperatures at which soft targets are stored, each positive
 * @param commitRows rows committed at once
 */
public record LabelConfig(List<Double> temperatures, Combination combine, BatchLimits limits, int commitRows) {
    public LabelConfig {
        temperatures = List.copyOf(temperatures);
    }

    /** How several teachers become one. */
    public enum Combination {
        LOGITS,
        PROBABILITIES
    }
}
