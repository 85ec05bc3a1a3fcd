package io.sparkdistill.training;

import java.io.Serializable;

/**
 * Averaging keeps an exponential moving average of the parameters beside those that are trained: {@code a ← d·a + (1 −
 * d)·w}. The average is what is validated and saved. Source: Polyak and Juditsky (1992); the decay grows with the first
 * steps, {@code min(d, (1 + n)/(10 + n))} at update {@code n}, so that early parameters are forgotten soon.
 *
 * @param decay per step, in [0, 1); 0 keeps no average
 */
public record Averaging(double decay) implements Serializable {
    /** Keeps no average. */
    public static final Averaging NONE = new Averaging(0);

    /** The number of steps between two updates: one reads all parameters, also the words that a step leaves alone. */
    static final int INTERVAL = 10;

    public Averaging {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException(
                    "Cannot average parameters: the decay must be at least 0 and less than 1: " + decay);
        }
    }

    /** Returns whether an average is kept. */
    public boolean isUsed() {
        return decay > 0;
    }

    /**
     * Returns the weight of the average at an update after a step.
     *
     * @param step number of the step, from 1
     */
    double weight(long step) {
        double updates = Math.floorDiv(step, INTERVAL);
        return step < INTERVAL ? 0 : Math.min(Math.pow(decay, INTERVAL), (1 + updates) / (10 + updates));
    }

    /** Returns whether the average is updated after a step. */
    boolean isDue(long step) {
        return isUsed() && (step < INTERVAL || step % INTERVAL == 0);
    }
}
