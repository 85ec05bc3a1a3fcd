package io.sparkdistill.jobs.benchmark;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Simulates task slots: each task takes the slot that is free first. Times are seconds since the start. */
final class SimulatedSlots {
    private static final double SHORTEST = 0.1;

    private final PriorityQueue<Double> free = new PriorityQueue<>();
    private final SplittableRandom random;
    private final double spread;

    /**
     * Starts with idle slots.
     *
     * @param spread standard deviation of the durations of equal tasks, as a share of their mean
     */
    SimulatedSlots(int slots, double spread, long seed) {
        IntStream.range(0, slots).forEach(slot -> free.add(0.0));
        this.spread = spread;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Runs tasks that wait behind those before them.
     *
     * @param from when they may start
     * @param seconds mean duration of one
     * @return when the last one ends
     */
    double run(int tasks, double from, double seconds) {
        double end = from;
        for (int task = 0; task < tasks; task++) {
            double factor = Math.max(SHORTEST, 1 + spread * random.nextGaussian());
            double done = Math.max(from, free.remove()) + seconds * factor;
            free.add(done);
            end = Math.max(end, done);
        }
        return end;
    }
}
