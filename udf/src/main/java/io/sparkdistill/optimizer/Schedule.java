package io.sparkdistill.optimizer;

import java.io.Serializable;

/**
 * How the learning rate changes from step to step, as a share of the optimizer's rate. The {@code W = round(warmup-share ·
 * N)} first of {@code N} steps lead up to it in a straight line, {@code s/W} at step {@code s}; what follows depends on
 * {@code p = (s − M)/(N + 1 − M)} with {@code M = max(1, W)}: 0 at the last step of the warm-up, or, without one, at the
 * first step, and below 1 at the last step of all. Source of the warm-up: Goyal et al. (2017), "Accurate, Large Minibatch SGD", section 2.2.
 *
 * <p>A schedule depends on the number of the step alone, so training that is resumed, or cut into rounds, meets the same
 * rates.
 */
public sealed interface Schedule extends Serializable {
    /** Stays at 1. */
    record Constant(double warmupShare) implements Schedule {
        public Constant {
            checkWarmup(warmupShare);
        }

        @Override
        public double afterWarmup(double progress) {
            return 1;
        }
    }

    /** Falls in a straight line: {@code 1 − p}. */
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
     * Falls along half a wave: {@code (1 + cos πp)/2}. Source: Loshchilov and Hutter (2017), "SGDR", equation 5, without
     * restarts.
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

    /** The same rate at every step. */
    static Schedule constant() {
        return new Constant(0);
    }

    /** Share of all steps that the warm-up takes, in [0, 1). */
    double warmupShare();

    /**
     * The share of the learning rate after the warm-up, in [0, 1].
     *
     * @param progress {@code p} in [0, 1]
     */
    double afterWarmup(double progress);

    /** Whether every step has the same rate, however many there are. */
    default boolean isConstant() {
        return equals(constant());
    }

    /** How many of so many steps the warm-up takes. */
    default long warmupSteps(long steps) {
        return Math.round(warmupShare() * steps);
    }

    /**
     * The share of the learning rate at a step: above 0 and at most 1.
     *
     * @param step its number, from 1; one after the last counts as the last
     * @param steps of the whole training, which no early end changes
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
            throw new IllegalArgumentException("Cannot make a schedule: the warm-up's share is in [0, 1): " + share);
        }
    }
}
