package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.TaskConfig;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** An input source checks one entry of the inputs before Spark starts, identifies its content, and reads it. */
sealed interface InputSource permits FileSource, IdxSource, TableSource {
    /**
     * Checks names and small samples, before Spark starts.
     *
     * @throws io.sparkdistill.jobs.job.InputException that names the file, what is wrong and the remedy
     */
    void check();

    /** Returns a short text that changes when the rows of {@link #read} may have changed. */
    String identity(SparkSession spark);

    /** Reads the part that the entry configures, into the columns of {@link RowShape}. */
    Dataset<Row> read(SparkSession spark);

    /**
     * Takes the files that an earlier run has looked at. The unchanged ones are not read again to identify them.
     *
     * @param known files of this entry
     */
    default void remember(List<KnownFile> known) {}

    /** Returns the files of the entry; none if it is a table. */
    default List<KnownFile> files() {
        return List.of();
    }

    /** Whether the rows of some files are the same whatever other files there are. */
    default boolean canReadFilesAlone() {
        return false;
    }

    /** Returns the rows of some of {@link #files}, given by their paths, where {@link #canReadFilesAlone}. */
    default Dataset<Row> read(SparkSession spark, Collection<String> files) {
        throw new IllegalStateException("Cannot read files alone");
    }

    /**
     * Returns the source of an entry.
     *
     * @param imageWidth width of every image in pixels; empty for any
     */
    static InputSource of(InputEntry entry, TaskConfig task, Optional<Integer> imageWidth, Configuration hadoop) {
        return switch (entry.format()) {
            case TSV, CSV -> new FileSource(entry, hadoop, new DelimitedFormat(entry, hadoop));
            case JSON -> new FileSource(entry, hadoop, new JsonFormat(entry, hadoop));
            case PARQUET -> new FileSource(entry, hadoop, new ParquetFormat(entry, hadoop));
            case TEXT, FILES -> new FileSource(entry, hadoop, new PlainTextFormat(entry, hadoop));
            case TABLE -> new TableSource(entry);
            case IDX -> new IdxSource(entry, imageWidth, hadoop);
        };
    }
}
