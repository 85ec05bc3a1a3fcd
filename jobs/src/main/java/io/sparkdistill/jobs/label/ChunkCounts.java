package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts the answers of a teacher for a chunk of examples.
 *
 * @param rows number of examples
 * @param rejected number of examples that the teacher rejected
 * @param truncated number of the other examples that were longer than its largest number of tokens
 * @param tokens of the other examples
 */
record ChunkCounts(long rows, long rejected, long truncated, long tokens) {
    private static final Column GIVEN = col(Rejected.REASON).isNull();

    /**
     * Counts in one Spark job.
     *
     * @param answers rows of the teacher's results
     */
    static ChunkCounts of(Dataset<Row> answers) {
        Row counts = answers.agg(
                        count(lit(1)),
                        count(col(Rejected.REASON)),
                        count(when(GIVEN.and(col(Logits.TRUNCATED)), true)),
                        coalesce(sum(when(GIVEN, col(Logits.TOKEN_COUNT))), lit(0L)))
                .first();
        return new ChunkCounts(counts.getLong(0), counts.getLong(1), counts.getLong(2), counts.getLong(3));
    }
}
