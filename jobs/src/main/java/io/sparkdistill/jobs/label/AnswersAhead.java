package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.Column;
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
    private static final Column GIVEN = col(Rejected.REASON).isNull();

    private final SparkSession spark;
    private final String verb;
    private final UnaryOperator<Dataset<Row>> predict;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, TAG);
        thread.setDaemon(true);
        return thread;
    });
    private final Deque<Running> running = new ArrayDeque<>();
    private long lastEnd = System.nanoTime();

    /**
     * Some examples that are committed together.
     *
     * @param tasks number of their partitions
     * @param step describes the commit in Spark's UI
     */
    record Chunk(Dataset<Row> examples, int tasks, String step) {}

    /**
     * The answers for a chunk, on the disks of the executors.
     *
     * @param rows of the teacher's results
     * @param count number of the rows
     * @param rejected number of examples that the teacher rejected
     * @param truncated number of the other examples that were longer than its largest number of tokens
     * @param tokens of the other examples
     * @param seconds from the end of the chunk before to the end of this one
     */
    record Answers(
            Chunk chunk, Dataset<Row> rows, long count, long rejected, long truncated, long tokens, double seconds) {}

    private record Running(Chunk chunk, Dataset<Row> rows, long start, Future<Counted> counted) {}

    private record Counted(Row counts, long end) {}

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

    /** The number of chunks that were started and not yet returned. */
    int running() {
        return running.size();
    }

    /** Starts a chunk behind those that are running. */
    void start(Chunk chunk) {
        Dataset<Row> rows = predict.apply(chunk.examples()).persist(StorageLevel.DISK_ONLY());
        long start = System.nanoTime();
        running.add(new Running(chunk, rows, start, threads.submit(() -> counted(chunk, rows))));
    }

    /** Runs the model, on all slots, by counting its results, which are persisted. */
    private Counted counted(Chunk chunk, Dataset<Row> rows) {
        spark.sparkContext().addJobTag(TAG);
        JobContext.describe(spark, verb, chunk.step());
        Row counts = rows.agg(
                        count(lit(1)),
                        count(col(Rejected.REASON)),
                        count(when(GIVEN.and(col(Logits.TRUNCATED)), true)),
                        coalesce(sum(when(GIVEN, col(Logits.TOKEN_COUNT))), lit(0L)))
                .first();
        return new Counted(counts, System.nanoTime());
    }

    /** Waits for the chunk that started first and returns its answers, whose rows the caller unpersists. */
    Answers await() {
        Running first = running.element();
        Counted counted = result(first.counted());
        // A chunk that starts behind another one takes its turn halfway; stragglers of that one do not count.
        long nanos = Math.max(counted.end() - Math.max(lastEnd, first.start()), (counted.end() - first.start()) / 2);
        lastEnd = Math.max(lastEnd, counted.end());
        running.remove();
        Row counts = counted.counts();
        return new Answers(
                first.chunk(),
                first.rows(),
                counts.getLong(0),
                counts.getLong(1),
                counts.getLong(2),
                counts.getLong(3),
                nanos / 1e9);
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
        threads.shutdownNow();
        if (!running.isEmpty()) {
            spark.sparkContext().cancelJobsWithTag(TAG);
            running.forEach(left -> left.rows().unpersist());
        }
    }
}
