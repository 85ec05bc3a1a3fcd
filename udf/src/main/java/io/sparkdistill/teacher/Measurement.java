package io.sparkdistill.teacher;

import java.io.Serializable;

/**
 * How fast a model was.
 *
 * @param cost of all inputs
 * @param seconds on one thread, from text to logits
 */
public record Measurement(BatchCost cost, double seconds) implements Serializable {
    public double rowsPerSecond() {
        return cost.rows() / seconds;
    }
}
