package io.sparkdistill.distill;

import java.util.SplittableRandom;

/** Derives independent seeds from one seed. */
public final class Seeds {
    private Seeds() {}

    /**
     * Derives the seed for one purpose, such as an epoch and a round. The same path gives the same seed on every
     * machine.
     */
    public static long derive(long seed, long... path) {
        long derived = seed;
        for (long step : path) {
            derived = new SplittableRandom(derived + 0x9E3779B97F4A7C15L * (step + 1)).nextLong();
        }
        return derived;
    }
}
