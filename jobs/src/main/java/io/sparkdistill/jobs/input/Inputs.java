package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.config.InputConfig;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Checks and reads all inputs of a configuration. */
public final class Inputs {
    /** The column with the key of a row's entry in the configuration. */
    static final String ENTRY = "entry";

    private final TaskConfig task;
    private final InputConfig input;
    private final Map<InputEntry, InputSource> sources = new LinkedHashMap<>();

    public Inputs(JobContext context) {
        this.task = context.config().task();
        this.input = context.config().input();
        Optional<Integer> imageWidth = context.config().augment().shift().map(AugmentConfig.Shift::width);
        Configuration hadoop = context.hadoop();
        for (InputEntry entry : entries()) {
            sources.put(entry, InputSource.of(entry, task, imageWidth, hadoop));
        }
    }

    private List<InputEntry> entries() {
        return java.util.stream.Stream.of(input.train(), input.validation(), input.test(), input.unlabeled())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Checks names and samples of a few files before Spark starts. Tables are checked when they are read, and rows are
     * validated one by one then.
     *
     * @throws InputException that names the file, what is wrong and the remedy
     */
    public void check() {
        sources.values().forEach(InputSource::check);
    }

    /** Returns a text per entry that differs for other files or rows, by the key of the entry in the configuration. */
    public Map<String, String> identities(SparkSession spark) {
        Map<String, String> identities = new TreeMap<>();
        sources.forEach((entry, source) -> identities.put(entry.key(), explained(entry, () -> source.identity(spark))));
        return identities;
    }

    /**
     * Reads all rows, with {@link Rejected#ROW} and {@link Rejected#REASON} (both null for a usable row), {@link
     * Rejected#SOURCE}, and the text, pair, features, label, origin and split of the example.
     */
    public Dataset<Row> read(SparkSession spark) {
        Dataset<Row> rows = read(spark, input.train(), Split.TRAIN, Origin.LABELED)
                .union(read(spark, input.unlabeled(), Split.TRAIN, Origin.UNLABELED))
                .union(read(spark, input.validation(), Split.VALIDATION, Origin.LABELED))
                .union(read(spark, input.test(), Split.TEST, Origin.LABELED));
        Dataset<Row> validated = task.type() == TaskType.FEATURES ? FeatureLength.require(rows) : rows;
        return validated.withColumn(Rejected.ROW, when(col(Rejected.REASON).isNotNull(), col(Rejected.ROW)));
    }

    /**
     * Checks that every entry has usable rows, and warns of entries with many rejected rows.
     *
     * @param rows as {@link #read} returns them, preferably persisted
     * @throws InputException if an entry has no usable row; the message has the most frequent reasons
     */
    public void requireUsable(Dataset<Row> rows) {
        new InputCounts(task, input, rows).requireUsable();
    }

    private Dataset<Row> read(SparkSession spark, List<InputEntry> entries, Split split, Origin origin) {
        return entries.stream()
                .map(entry -> read(spark, entry))
                .reduce(Dataset::union)
                .orElseGet(() -> none(spark))
                .withColumn(TransferSet.ORIGIN, lit(origin.columnValue()))
                .withColumn(TransferSet.SPLIT, lit(split.columnValue()));
    }

    private Dataset<Row> read(SparkSession spark, InputEntry entry) {
        return explained(entry, () -> new InputReader(task, entry)
                .validate(sources.get(entry).read(spark))
                .withColumn(ENTRY, lit(entry.key())));
    }

    private Dataset<Row> none(SparkSession spark) {
        return RowShape.none(spark)
                .withColumn(Rejected.REASON, col(RowShape.PROBLEM))
                .withColumn(Rejected.ROW, col(RowShape.WRITTEN))
                .withColumn(TransferSet.LABEL, col(TransferSet.LABEL).cast("int"))
                .drop(RowShape.PROBLEM, RowShape.WRITTEN)
                .withColumn(ENTRY, lit(""));
    }

    /** Reports an analysis error of Spark as an error of the entry. */
    private static <T> T explained(InputEntry entry, Supplier<T> work) {
        try {
            return work.get();
        } catch (Exception e) {
            // AnalysisException is checked, and Scala throws it unannounced.
            if (e instanceof AnalysisException) {
                throw new InputException(
                        "Cannot read %s: %s: %s".formatted(entry.key(), entry.path(), ErrorMessages.firstLine(e)), e);
            }
            throw e;
        }
    }
}
