package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.TaskConfig;
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
