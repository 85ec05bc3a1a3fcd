package io.sparkdistill.jobs.label;

/**
 * Goes through the commits of a plan. The first commit runs alone: it shows the speed, and whether the teacher rejects too
 * much. From then on the tasks of the next commit wait behind those of the present one, so that no slot is idle while the
 * last tasks of a commit run and its rows are written.
 */
public final class CommitSchedule {
    private final CommitPlan plan;
    private int left;
    private int size;
    private boolean measured;

    /**
     * Starts with the first commit.
     *
     * @param grows whether Spark may start more executors
     */
    public CommitSchedule(CommitPlan plan, boolean grows) {
        this.plan = plan;
        this.left = plan.tasks();
        this.size = plan.first(grows);
    }

    /**
     * Whether the next commit may start.
     *
     * @param running number of commits that have started and are not finished
     */
    public boolean canStart(int running) {
        return left > 0 && running < (measured ? 2 : 1);
    }

    /** Starts the next commit and returns the number of its tasks. */
    public int start() {
        int tasks = Math.min(size, left);
        left -= tasks;
        return tasks;
    }

    /**
     * Plans the size of the following commits by one that is finished.
     *
     * @param tasks number of its tasks
     * @param seconds from the end of the one before to its own
     * @param slots number of tasks that run at the same time now
     */
    public void finish(int tasks, double seconds, int slots) {
        size = plan.next(tasks, seconds, slots);
        measured = true;
    }
}
