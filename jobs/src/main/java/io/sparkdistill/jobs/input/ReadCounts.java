package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.table.Rejected;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Read counts are the numbers of the rows of inputs.
 *
 * @param rows that were read
 * @param rejected rows that could not be used
 */
public record ReadCounts(long rows, long rejected) {
    /** Counts rows with {@link Rejected#REASON}. */
    public static ReadCounts of(Dataset<Row> rows) {
        Row counts = rows.agg(count(lit(1)), count(col(Rejected.REASON))).first();
        return new ReadCounts(counts.getLong(0), counts.getLong(1));
    }
}
