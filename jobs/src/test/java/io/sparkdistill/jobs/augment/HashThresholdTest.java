package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.substring;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class HashThresholdTest {
    @Test
    void hasExactlyTheGivenNumberOfHashesUpToIt() {
        Dataset<Row> hashes = LocalSpark.session().range(0, 500, 1, 2).selectExpr("md5(CAST(id AS STRING)) AS hash");
        for (int limit : List.of(1, 7, 250, 499)) {
            String last = HashThreshold.of(hashes, limit).orElseThrow();
            assertThat(hashes.where(substring(col("hash"), 1, last.length()).leq(last))
                            .count())
                    .isEqualTo(limit);
        }
        assertThat(HashThreshold.of(hashes, 500)).isEmpty();
        assertThat(HashThreshold.of(hashes, 501)).isEmpty();
    }

    @Test
    void looksAtFurtherDigitsOfHashesThatBeginAlike() {
        Dataset<Row> hashes = LocalSpark.session()
                .createDataset(
                        List.of("aaaa00001111", "aaaa00002222", "aaaa00003333", "bbbb00000000"), Encoders.STRING())
                .toDF("hash");
        assertThat(HashThreshold.of(hashes, 2)).contains("aaaa00002222");
        assertThat(HashThreshold.of(hashes, 3)).contains("aaaa");
        assertThat(HashThreshold.of(hashes, 1)).contains("aaaa00001111");
        assertThat(HashThreshold.of(hashes, 4)).isEqualTo(Optional.empty());
    }
}
