package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a model costs.
 *
 * @param parameters numbers it has learned
 * @param bytes its files
 * @param precomputedBytes memory beside them, of tables that make it answer faster
 * @param rowsPerSecond from text to logits, on one thread of this machine
 */
public record ModelCost(
        long parameters,
        long bytes,
        @JsonProperty("precomputed-bytes") long precomputedBytes,
        @JsonProperty("rows-per-second") double rowsPerSecond) {
    /** The cost of asking both. */
    ModelCost plus(ModelCost other) {
        double seconds = 1 / rowsPerSecond + 1 / other.rowsPerSecond;
        return new ModelCost(
                parameters + other.parameters,
                bytes + other.bytes,
                precomputedBytes + other.precomputedBytes,
                1 / seconds);
    }
}
