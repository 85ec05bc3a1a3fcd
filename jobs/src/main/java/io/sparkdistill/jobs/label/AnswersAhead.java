package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.job.JobContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Runs a teacher on chunks of examples in the background, each as one Spark job. Spark gives the slots to the chunk that
 * started first, and those that it has no task for to the next one.
 */
final class AnswersAhead implements AutoCloseable {
    private static final String TAG = "spark-distill-answers";

    private final SparkSession spark;
    private final String verb;
    private final UnaryOperator<Dataset<Row>> predict;
    private final Deque<Running> running = new ArrayDeque<>();
    private long lastEnd = System.nanoTime();

    /**
     * A chunk holds examples that are committed together.
     *
     * @param tasks number of their partitions
     * @param step describes the commit in Spark's UI
     */
    record Chunk(Dataset<Row> examples, int tasks, String step) {}

    /**
     * Answers are the results of a teacher for a chunk, on the disks of the executors.
     *
     * @param rows of the teacher's results
     * @param seconds from the end of the chunk before to the end of this one
     */
    record Answers(Chunk chunk, Dataset<Row> rows, ChunkCounts counts, double seconds) {
        /**
         * Whether the rows are those that were counted. What a lost executor had on its disk is computed again, and the
         * teacher may then reject other examples.
         */
        boolean areUnchanged() {
            return ChunkCounts.of(rows).equals(counts);
        }
    }

    private record Running(Chunk chunk, Dataset<Row> rows, long start, Future<Counted> counted) {}

    private record Counted(ChunkCounts counts, long end) {}

    /**
     * Creates a runner without chunks.
     *
     * @param verb that runs the teacher, for Spark's UI
     * @param predict returns the teacher's results for examples
     */
    AnswersAhead(SparkSession spark, String verb, UnaryOperator<Dataset<Row>> predict) {
        this.spark = spark;
        this.verb = verb;
        this.predict = predict;
    }

    /** Returns the number of chunks that were started and not yet returned. */
    int running() {
        return running.size();
    }

    /** Starts a chunk behind those that are running. */
    void start(Chunk chunk) {
        Dataset<Row> rows = predict.apply(chunk.examples()).persist(StorageLevel.DISK_ONLY());
        FutureTask<Counted> counted = new FutureTask<>(() -> counted(chunk, rows));
        running.add(new Running(chunk, rows, System.nanoTime(), counted));
        // A new thread takes over the local properties of Spark that this chunk's model has just set in this one.
        Thread thread = new Thread(counted, TAG);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs the model, on all slots, by counting its results, which are persisted. */
    private Counted counted(Chunk chunk, Dataset<Row> rows) {
        spark.sparkContext().addJobTag(TAG);
        JobContext.describe(spark, verb, chunk.step());
        return new Counted(ChunkCounts.of(rows), System.nanoTime());
    }

    /** Waits for the chunk that started first and returns its answers, whose rows the caller unpersists. */
    Answers await() {
        Running first = running.element();
        Counted counted = result(first.counted());
        // A chunk that starts behind another one takes its turn halfway; stragglers of that one do not count.
        long nanos = Math.max(counted.end() - Math.max(lastEnd, first.start()), (counted.end() - first.start()) / 2);
        lastEnd = Math.max(lastEnd, counted.end());
        running.remove();
        return new Answers(first.chunk(), first.rows(), counted.counts(), nanos / 1e9);
    }

    private static Counted result(Future<Counted> counted) {
        try {
            return counted.get();
        } catch (ExecutionException failure) {
            // As it is: Spark's failures are checked, though its methods declare nothing.
            return ExceptionUtils.rethrow(failure.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot label: the run was interrupted", e);
        }
    }

    /** Cancels the chunks that are running. */
    @Override
    public void close() {
        if (!running.isEmpty()) {
            running.forEach(left -> left.counted().cancel(true));
            spark.sparkContext().cancelJobsWithTag(TAG);
            running.forEach(left -> left.rows().unpersist());
        }
    }
}
