package io.sparkdistill.optimizer;

import java.io.Serializable;

/**
 * A schedule changes the learning rate from step to step, by a factor for the optimizer's base rate. Of {@code N}
 * steps, the first {@code W = round(warmup-share · N)} are a linear warm-up: the factor is {@code s/W} at step {@code
 * s}. Afterwards it is a function of the progress {@code p = (s − M)/(N + 1 − M)} with {@code M = max(1, W)}. {@code p}
 * is 0 at the last step of the warm-up or, without a warm-up, at the first step, and below 1 at the last step. Source
 * of the warm-up: Goyal et al. (2017), "Accurate, Large Minibatch SGD", section 2.2.
 *
 * <p>A schedule depends only on the number of the step, so training that is resumed or split into rounds uses the same
 * rates.
 */
public sealed interface Schedule extends Serializable {
    /** Keeps the factor at 1. */
    record Constant(double warmupShare) implements Schedule {
        public Constant {
            checkWarmup(warmupShare);
        }

        @Override
        public double afterWarmup(double progress) {
            return 1;
        }
    }

    /** Decays linearly: {@code 1 − p}. */
    record Linear(double warmupShare) implements Schedule {
        public Linear {
            checkWarmup(warmupShare);
        }

        @Override
        public double afterWarmup(double progress) {
            return 1 - progress;
        }
    }

    /**
     * Decays along half a cosine wave: {@code (1 + cos πp)/2}. Source: Loshchilov and Hutter (2017), "SGDR", equation
     * 5, without restarts.
     */
    record Cosine(double warmupShare) implements Schedule {
        public Cosine {
            checkWarmup(warmupShare);
        }

        @Override
        public double afterWarmup(double progress) {
            return (1 + Math.cos(Math.PI * progress)) / 2;
        }
    }

    /** Returns the schedule without warm-up and decay. */
    static Schedule constant() {
        return new Constant(0);
    }

    /** Returns the share of all steps that the warm-up takes, in [0, 1). */
    double warmupShare();

    /**
     * Returns the factor after the warm-up, in [0, 1].
     *
     * @param progress {@code p}, in [0, 1]
     */
    double afterWarmup(double progress);

    /** Returns whether every step has the same rate, whatever the number of steps. */
    default boolean isConstant() {
        return equals(constant());
    }

    /** Returns the number of warm-up steps. */
    default long warmupSteps(long steps) {
        return Math.round(warmupShare() * steps);
    }

    /**
     * Returns the factor of a step: above 0 and at most 1.
     *
     * @param step number of the step, from 1; a step after the last counts as the last
     * @param steps number of steps of the whole training, early stopping disregarded
     */
    default double factor(long step, long steps) {
        long warmup = warmupSteps(steps);
        if (step < warmup) {
            return (double) step / warmup;
        }
        long peak = Math.max(1, warmup);
        return afterWarmup((double) (Math.min(step, steps) - peak) / (steps - peak + 1));
    }

    private static void checkWarmup(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "Cannot create a schedule: the share of the warm-up must lie in [0, 1): " + share);
        }
    }
}
