package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class AnswersAheadTest {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final String PROPERTY = "spark-distill.test";
    private static final AtomicInteger TOKENS = new AtomicInteger();

    @Test
    void returnsChunksInTheOrderOfTheirStart() {
        try (AnswersAhead ahead = new AnswersAhead(SPARK, Verbs.LABEL, AnswersAheadTest::answered)) {
            ahead.start(chunk(10, 300));
            ahead.start(chunk(6, 0));
            assertThat(ahead.running()).isEqualTo(2);
            AnswersAhead.Answers first = ahead.await();
            assertThat(first.counts()).isEqualTo(new ChunkCounts(10, 5, 5, 5 * 7));
            assertThat(first.seconds()).isGreaterThan(0.3);
            assertThat(first.rows().count()).isEqualTo(10);
            first.rows().unpersist();
            AnswersAhead.Answers second = ahead.await();
            assertThat(second.counts().rows()).isEqualTo(6);
            second.rows().unpersist();
            assertThat(ahead.running()).isZero();
        }
    }

    @Test
    void runsEachChunkWithTheLocalPropertiesOfItsStart() {
        AtomicInteger starts = new AtomicInteger();
        try (AnswersAhead ahead = new AnswersAhead(SPARK, Verbs.LABEL, examples -> {
            SPARK.sparkContext().setLocalProperty(PROPERTY, Integer.toString(starts.incrementAndGet()));
            return withTokens(examples, row -> Integer.valueOf(TaskContext.get().getLocalProperty(PROPERTY)));
        })) {
            for (int chunk = 1; chunk <= 3; chunk++) {
                ahead.start(chunk(1, 0));
                AnswersAhead.Answers answers = ahead.await();
                assertThat(answers.counts().tokens()).isEqualTo(chunk);
                answers.rows().unpersist();
            }
        } finally {
            SPARK.sparkContext().setLocalProperty(PROPERTY, null);
        }
    }

    @Test
    void noticesThatLostRowsWereComputedAgainAndDiffer() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(SPARK.sparkContext());
        Set<Integer> before = Set.copyOf(context.getPersistentRDDs().keySet());
        TOKENS.set(7);
        try (AnswersAhead ahead =
                new AnswersAhead(SPARK, Verbs.LABEL, examples -> withTokens(examples, row -> TOKENS.get()))) {
            ahead.start(chunk(4, 0));
            AnswersAhead.Answers answers = ahead.await();
            TOKENS.set(8);
            assertThat(answers.areUnchanged()).isTrue();
            // As when the executors that hold them are lost.
            context.getPersistentRDDs().forEach((id, rows) -> {
                if (!before.contains(id)) {
                    rows.unpersist(true);
                }
            });
            assertThat(answers.areUnchanged()).isFalse();
            answers.rows().unpersist();
        }
    }

    @Test
    void throwsTheFailureOfAChunk() {
        try (AnswersAhead ahead = new AnswersAhead(SPARK, Verbs.LABEL, AnswersAheadTest::answered)) {
            ahead.start(chunk(2, -1));
            assertThatThrownBy(ahead::await)
                    .isInstanceOf(SparkException.class)
                    .hasStackTraceContaining("timeout value is negative");
        }
    }

    @Test
    void cancelsWhatIsRunning() throws InterruptedException {
        long start = System.nanoTime();
        try (AnswersAhead ahead = new AnswersAhead(SPARK, Verbs.LABEL, AnswersAheadTest::answered)) {
            ahead.start(chunk(2, 0));
            ahead.await().rows().unpersist();
            ahead.start(chunk(2_000, 1_000));
            while (SPARK.sparkContext().statusTracker().getActiveJobIds().length == 0) {
                Thread.sleep(10);
            }
        }
        while (SPARK.sparkContext().statusTracker().getActiveJobIds().length > 0) {
            Thread.sleep(10);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    /**
     * Returns a chunk of two tasks.
     *
     * @param millis that its first row takes
     */
    private static AnswersAhead.Chunk chunk(long rows, long millis) {
        Dataset<Row> examples =
                SPARK.range(0, rows, 1, 2).withColumn("millis", when(col("id").equalTo(0), lit(millis)));
        return new AnswersAhead.Chunk(examples, 2, "test");
    }

    /** Rejects nothing. */
    private static Dataset<Row> withTokens(Dataset<Row> examples, MapFunction<Row, Integer> tokens) {
        return examples.map(tokens, Encoders.INT())
                .withColumnRenamed("value", Logits.TOKEN_COUNT)
                .withColumn(Rejected.REASON, lit(null).cast("string"))
                .withColumn(Logits.TRUNCATED, lit(false));
    }

    /** Rejects every second example. */
    private static Dataset<Row> answered(Dataset<Row> examples) {
        return examples.map(
                        (MapFunction<Row, Long>) row -> {
                            if (!row.isNullAt(1)) {
                                Thread.sleep(row.getLong(1));
                            }
                            return row.getLong(0);
                        },
                        Encoders.LONG())
                .withColumn(Rejected.REASON, when(col("value").mod(2).equalTo(0), lit("even")))
                .withColumn(Logits.TRUNCATED, lit(true))
                .withColumn(Logits.TOKEN_COUNT, lit(7));
    }
}
