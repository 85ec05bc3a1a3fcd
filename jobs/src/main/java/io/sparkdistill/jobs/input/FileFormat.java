package io.sparkdistill.jobs.input;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A file format checks files before Spark starts, and reads them with Spark's own readers. */
sealed interface FileFormat permits DelimitedFormat, JsonFormat, ParquetFormat, PlainTextFormat {
    /** The path of a row's file as a URI, among the hidden columns of Spark's readers. */
    String FILE = "_metadata.file_path";

    /**
     * Checks one file that is not empty, before Spark starts.
     *
     * @throws io.sparkdistill.jobs.job.InputException that names the file, what is wrong and the remedy
     */
    void check(FileStatus file) throws IOException;

    /**
     * Prepares for reading.
     *
     * @param paths the first files that will be read; all of them if everything is
     */
    default void prepare(SparkSession spark, List<String> paths) {}

    /** Reads these files into the columns of {@link RowShape}; the rows of a single file keep their order. */
    Dataset<Row> read(SparkSession spark, List<String> paths);

    /** Returns a reader that takes paths literally, not as patterns, and decompresses like {@link Compression}. */
    static DataFrameReader reader(SparkSession spark) {
        return spark.read()
                .option("__globPaths__", false)
                .options(Compression.option(spark.sparkContext().hadoopConfiguration()));
    }
}
