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

/** One entry of the inputs, by its format: how it is checked before Spark starts, told from others, and read. */
sealed interface InputSource permits FileSource, IdxSource, TableSource {
    /**
     * Looks at names and small samples, before Spark starts.
     *
     * @throws io.sparkdistill.jobs.job.InputException that names the file, what is wrong and the remedy
     */
    void check();

    /** A short text that differs if what {@link #read} returns may differ. */
    String identity(SparkSession spark);

    /** The rows of the entry's part of it, in the shape of {@link RowShape}. */
    Dataset<Row> read(SparkSession spark);

    /**
     * Takes the files that an earlier run has looked at. The unchanged ones are not read again to identify them.
     *
     * @param known files of this entry
     */
    default void remember(List<KnownFile> known) {}

    /** The files of the entry; none if it is no files. */
    default List<KnownFile> files() {
        return List.of();
    }

    /** Whether the rows of some files are the same whatever other files there are. */
    default boolean canReadFilesAlone() {
        return false;
    }

    /** The rows of some of {@link #files}, given by their paths, where {@link #canReadFilesAlone}. */
    default Dataset<Row> read(SparkSession spark, Collection<String> files) {
        throw new IllegalStateException("Cannot read files alone");
    }

    /**
     * The source of an entry.
     *
     * @param imageWidth pixels in a row of every image, where that matters
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
