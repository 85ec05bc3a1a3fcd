package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Holds the size and speed of a model.
 *
 * @param parameters number of parameters
 * @param bytes size of its files
 * @param precomputedBytes memory of precomputed tables that speed up inference
 * @param rowsPerSecond speed from text to logits, on one thread of the driver
 */
public record ModelCost(
        long parameters,
        long bytes,
        @JsonProperty("precomputed-bytes") long precomputedBytes,
        @JsonProperty("rows-per-second") double rowsPerSecond) {
    /** Returns the cost of running both models on each row. */
    ModelCost plus(ModelCost other) {
        double seconds = 1 / rowsPerSecond + 1 / other.rowsPerSecond;
        return new ModelCost(
                parameters + other.parameters,
                bytes + other.bytes,
                precomputedBytes + other.precomputedBytes,
                1 / seconds);
    }
}
