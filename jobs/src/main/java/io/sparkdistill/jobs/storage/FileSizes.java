package io.sparkdistill.jobs.storage;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Chooses how many files rows are written to, so that tables that grow every night do not become many small files. */
public final class FileSizes {
    /** Some tens of megabytes of short texts. */
    private static final long ROWS_PER_FILE = 500_000;

    private static final long BYTES_PER_PARTITION = 32L << 20;

    private FileSizes() {}

    /**
     * Returns rows in as many partitions as they fill files, and at most as many as they have.
     *
     * @param count number of rows
     */
    public static Dataset<Row> coalesce(Dataset<Row> rows, long count) {
        return rows.coalesce(files(count));
    }

    /** Returns the number of files of this number of rows. */
    public static int files(long rows) {
        return Math.toIntExact(Math.max(1, (rows + ROWS_PER_FILE - 1) / ROWS_PER_FILE));
    }

    /**
     * Returns the rows of files in few partitions.
     *
     * @param bytes length of all files
     */
    public static Dataset<Row> coalesceBytes(Dataset<Row> rows, long bytes) {
        return rows.coalesce(Math.toIntExact(1 + bytes / BYTES_PER_PARTITION));
    }
}
