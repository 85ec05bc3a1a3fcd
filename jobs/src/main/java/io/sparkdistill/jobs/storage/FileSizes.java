package io.sparkdistill.jobs.storage;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Chooses how many files rows are written to, so that tables that grow every night do not become many small files. */
public final class FileSizes {
    /** Some tens of megabytes of short texts. */
    private static final long ROWS_PER_FILE = 500_000;

    private FileSizes() {}

    /**
     * Returns rows in as many partitions as they fill files, and at most as many as they have.
     *
     * @param count number of rows
     */
    public static Dataset<Row> coalesce(Dataset<Row> rows, long count) {
        return rows.coalesce(files(count));
    }

    static int files(long rows) {
        return Math.toIntExact(Math.max(1, (rows + ROWS_PER_FILE - 1) / ROWS_PER_FILE));
    }
}
