package io.sparkdistill.jobs.config;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.distill.Sparsity;
import java.util.List;
import java.util.Optional;

/**
 * How the transfer set is labeled.
 *
 * @param temperatures at which soft targets are stored, each positive
 * @param hidden whether the teachers' hidden states are stored too
 * @param sparsity how much of the soft targets is stored
 * @param commitRows rows committed at once
 * @param gpusPerTask GPUs that a labeling task asks Spark for, such as 0.25; 0 leaves it to Spark's own configuration
 * @param maxRejectedShare which part of a teacher's examples may be rejected, in [0, 1]
 * @param minTeacherAccuracy of every teacher on labeled rows, in [0, 1); empty to judge by the labels' own shares
 */
public record LabelConfig(
        List<Double> temperatures,
        Combination combine,
        boolean hidden,
        Sparsity sparsity,
        BatchLimits limits,
        int commitRows,
        double gpusPerTask,
        double maxRejectedShare,
        Optional<Double> minTeacherAccuracy) {
    public LabelConfig {
        temperatures = List.copyOf(temperatures);
    }

    /** The same at one temperature only, the first. */
    public LabelConfig atOneTemperature() {
        return new LabelConfig(
                temperatures.subList(0, 1),
                combine,
                hidden,
                sparsity,
                limits,
                commitRows,
                gpusPerTask,
                maxRejectedShare,
                minTeacherAccuracy);
    }

    /** How several teachers become one. */
    public enum Combination {
        LOGITS,
        PROBABILITIES
    }
}
