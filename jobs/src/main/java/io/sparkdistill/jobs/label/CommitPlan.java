package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.LabelConfig;

/**
 * Plans into how many tasks rows are divided, and how many of these tasks are committed together.
 *
 * <p>A task has one window of rows, or several where there would be too many tasks; fewer only if there are not enough
 * rows for all slots. A commit has as many tasks as the last one has shown to take {@code label.commit-minutes}, at least
 * one per slot, and at most {@code label.commit-rows} rows. {@link CommitSchedule} goes through the commits.
 *
 * @param rows number of all rows
 * @param windowRows rows that are sorted by length together
 * @param slots number of tasks that run at the same time
 * @param commits settings
 */
public record CommitPlan(long rows, int windowRows, int slots, LabelConfig.Commits commits) {
    /** The most tasks. The shuffle to them writes a block per input task and task. */
    static final int MOST_TASKS = 40_000;

    /** A commit has at most this many times the tasks of the last one, whose time may be that of loading models. */
    private static final int GROWTH = 8;

    /** The first commit has so many waves of tasks where Spark starts executors as long as tasks wait. */
    private static final int WAVES_TO_GROW = 4;

    /** Returns the number of tasks for all rows. */
    public int tasks() {
        long perTask = windowRows * Math.max(1, divideUp(divideUp(rows, windowRows), MOST_TASKS));
        perTask = Math.min(perTask, divideUp(Math.min(rows, mostRows()), slots));
        return Math.toIntExact(divideUp(rows, Math.max(1, perTask)));
    }

    private long mostRows() {
        return commits.rows().map(Integer::longValue).orElse(rows);
    }

    /**
     * Returns the number of tasks of the first commit.
     *
     * @param grows whether Spark may start more executors
     */
    int first(boolean grows) {
        return limited(grows ? (long) WAVES_TO_GROW * slots : slots);
    }

    /**
     * Returns the number of tasks of the next commit.
     *
     * @param last number of tasks of the last commit
     * @param seconds duration of the last commit
     * @param slotsNow number of tasks that run at the same time now
     */
    int next(int last, double seconds, int slotsNow) {
        double fitting = last * commits.minutes() * 60 / Math.max(seconds, 1e-3);
        long grown = (long) Math.min(fitting, (double) GROWTH * Math.max(last, slotsNow));
        return limited(Math.max(1, grown / slotsNow) * slotsNow);
    }

    private int limited(long tasks) {
        long perTask = Math.max(1, divideUp(rows, tasks()));
        long most = commits.rows().map(limit -> Math.max(1, limit / perTask)).orElse((long) tasks());
        return Math.toIntExact(Math.min(Math.min(tasks, most), tasks()));
    }

    private static long divideUp(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
