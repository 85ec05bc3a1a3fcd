package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import io.sparkdistill.jobs.config.InputConfig;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.TransferSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads one more column of the inputs, which the tables do not have, for the examples that models are compared on. */
public final class InputColumn {
    /** The column with the value, a text. */
    public static final String VALUE = "slice";

    private final Map<InputEntry, InputSource> sources = new LinkedHashMap<>();

    /** @param name of the column, in the files of all validation and test examples */
    public InputColumn(JobContext context, String name) {
        TaskConfig task = context.config().task();
        for (InputEntry entry : entries(context.config().input())) {
            // The column is read in place of the label, which is a text before it is validated.
            InputEntry sliced = entry.withLabel(name);
            sources.put(sliced, InputSource.of(sliced, task, Optional.empty(), context.hadoop()));
        }
    }

    private static List<InputEntry> entries(InputConfig input) {
        List<InputEntry> heldBack = input.validation().isEmpty() ? input.train() : List.of();
        return Stream.of(heldBack, input.validation(), input.test())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Checks that the files have the column, before Spark starts.
     *
     * @throws io.sparkdistill.jobs.job.InputException if some do not
     */
    public void check() {
        sources.values().forEach(InputSource::check);
    }

    /** Returns the value of each example: its key and {@link #VALUE}, the first in alphabetical order of several. */
    public Dataset<Row> read(SparkSession spark) {
        return sources.values().stream()
                .map(source -> source.read(spark))
                .reduce(Dataset::union)
                .orElseGet(() -> RowShape.none(spark))
                .where(col(RowShape.PROBLEM).isNull())
                .withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey())
                .groupBy(TransferSet.EXAMPLE_KEY)
                .agg(min(TransferSet.LABEL).as(VALUE));
    }
}
