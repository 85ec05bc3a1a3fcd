package io.sparkdistill.jobs.train.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class HashSampleTest {
    private static final int ROWS = 20_000;

    private final Dataset<Row> rows =
            LocalSpark.session().range(ROWS).select(xxhash64(col("id")).as("hash"));

    @Test
    void choosesTheRowsWithTheSmallestHashesAndFewOthers() {
        for (int wanted : List.of(1, 100, 5_000)) {
            Dataset<Row> chosen = HashSample.smallest(rows, col("hash"), wanted);
            assertThat(chosen.count()).isBetween((long) wanted, wanted + 12 * (long) Math.sqrt(wanted) + 20);
            assertThat(chosen.orderBy("hash").limit(wanted).collectAsList())
                    .isEqualTo(rows.orderBy("hash").limit(wanted).collectAsList());
        }
    }

    @Test
    void choosesAllRowsWhereThereAreNoMore() {
        assertThat(HashSample.smallest(rows, col("hash"), ROWS).count()).isEqualTo(ROWS);
        assertThat(HashSample.smallest(rows.limit(0), col("hash"), 5).count()).isZero();
    }
}
