package io.sparkdistill.jobs.config;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.distill.Sparsity;
import java.util.List;
import java.util.Optional;

/**
 * These settings decide how the teachers label the examples.
 *
 * @param temperatures at which soft targets are stored, each positive
 * @param combine how the outputs of several teachers are combined
 * @param hidden whether the hidden states of the teachers are stored too
 * @param sparsity how many classes the soft targets of an example list
 */
public record LabelConfig(
        List<Double> temperatures,
        Combination combine,
        boolean hidden,
        Sparsity sparsity,
        Inference inference,
        Checks checks) {

    /** Lists the ways in which several teachers become one. */
    public enum Combination {
        /** The soft targets are those of the mean logits. */
        LOGITS,
        /** The soft targets are the mean of the soft targets. */
        PROBABILITIES
    }

    /**
     * These settings decide how inference is spread over the cluster.
     *
     * @param limits of the batches that a model gets
     * @param commits sizes of commits
     * @param gpusPerTask GPUs that a labeling task requests from Spark, such as 0.25; 0 leaves it to Spark's
     *     configuration
     */
    public record Inference(BatchLimits limits, Commits commits, double gpusPerTask) {}

    /**
     * These settings decide how many examples are committed at once.
     *
     * @param minutes between two commits, positive
     * @param rows most examples of a commit; empty for no limit
     */
    public record Commits(double minutes, Optional<Integer> rows) {}

    /**
     * Sets the lowest quality that a teacher may have; a run ends when a teacher is worse.
     *
     * @param maxRejectedShare largest share of its examples that a teacher may reject, in [0, 1]
     * @param minTeacherAccuracy smallest accuracy of a teacher on labeled examples, in [0, 1); empty to compare it with
     *     guessing
     */
    public record Checks(double maxRejectedShare, Optional<Double> minTeacherAccuracy, double agreement) {}

    public LabelConfig {
        temperatures = List.copyOf(temperatures);
    }

    /** Returns these settings with the first temperature only. */
    public LabelConfig atOneTemperature() {
        return new LabelConfig(temperatures.subList(0, 1), combine, hidden, sparsity, inference, checks);
    }
}
