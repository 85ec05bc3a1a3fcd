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
import org.apache.spark.SparkException;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class AnswersAheadTest {
    private static final SparkSession SPARK = LocalSpark.session();

    @Test
    void returnsChunksInTheOrderOfTheirStart() {
        try (AnswersAhead ahead = new AnswersAhead(SPARK, Verbs.LABEL, AnswersAheadTest::answered)) {
            ahead.start(chunk(10, 300));
            ahead.start(chunk(6, 0));
            assertThat(ahead.running()).isEqualTo(2);
            AnswersAhead.Answers first = ahead.await();
            assertThat(first.count()).isEqualTo(10);
            assertThat(first.rejected()).isEqualTo(5);
            assertThat(first.truncated()).isEqualTo(5);
            assertThat(first.tokens()).isEqualTo(5 * 7);
            assertThat(first.seconds()).isGreaterThan(0.3);
            assertThat(first.rows().count()).isEqualTo(10);
            first.rows().unpersist();
            AnswersAhead.Answers second = ahead.await();
            assertThat(second.count()).isEqualTo(6);
            second.rows().unpersist();
            assertThat(ahead.running()).isZero();
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
