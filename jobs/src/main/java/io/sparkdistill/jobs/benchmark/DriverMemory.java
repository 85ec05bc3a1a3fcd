package io.sparkdistill.jobs.benchmark;

/**
 * Driver memory is what labeling keeps alive in the heap of the driver.
 *
 * @param inputTasks tasks that read the rows
 * @param tasks tasks that run the teacher
 * @param files files of logits
 * @param commitTasks tasks of the largest commit
 */
record DriverMemory(int inputTasks, int tasks, long files, int commitTasks) {
    /** Spark's default of {@code spark.sql.files.maxPartitionBytes}. */
    private static final long BYTES_PER_INPUT_TASK = 128L << 20;

    /** A session with its classes, and the largest answer of a query; measured at 45 to 168 MB. */
    private static final long SESSION = 200L << 20;

    /** Up to this number of shuffle partitions, a map status has a byte for each. */
    private static final int COMPRESSED_STATUS = 2_000;

    private static final long HIGHLY_COMPRESSED_STATUS = 400;
    /** Spark's default of {@code spark.ui.retainedTasks}. */
    private static final long RETAINED_TASKS = 100_000;

    private static final long RETAINED_TASK = 2_200;
    /** The partitions of the chain of RDDs that chunks are cut from. */
    private static final long PARTITIONS_OF_TASK = 500;

    /** The place of a persisted block. */
    private static final long BLOCK = 500;

    private static final long FILE = 1_000;

    /** Returns the number of tasks that read so many bytes. */
    static int inputTasks(long bytes) {
        return Math.toIntExact(Math.max(1, (bytes + BYTES_PER_INPUT_TASK - 1) / BYTES_PER_INPUT_TASK));
    }

    long bytes() {
        long status = tasks > COMPRESSED_STATUS ? HIGHLY_COMPRESSED_STATUS : tasks;
        // The statuses are kept as objects and as the bytes that executors fetch.
        return SESSION
                + 2L * inputTasks * status
                + Math.min(RETAINED_TASKS, (long) inputTasks + tasks + files) * RETAINED_TASK
                + tasks * PARTITIONS_OF_TASK
                + 2L * commitTasks * BLOCK
                + files * FILE;
    }
}
