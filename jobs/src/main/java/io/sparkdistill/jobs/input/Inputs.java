package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.config.InputConfig;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** All inputs of a configuration. */
public final class Inputs {
    private final TaskConfig task;
    private final InputConfig input;
    private final Optional<Integer> imageWidth;
    private final Configuration hadoop;
    private final Map<String, String> files = new TreeMap<>();

    public Inputs(JobContext context) {
        this.task = context.config().task();
        this.input = context.config().input();
        this.imageWidth = context.config().augment().shift().map(AugmentConfig.Shift::width);
        this.hadoop = context.hadoop();
    }

    /** Checks every file, before Spark starts. What only Spark can open is checked when it is read. */
    public void check() {
        for (List<InputEntry> entries : List.of(input.train(), input.validation(), input.test(), input.unlabeled())) {
            for (InputEntry entry : entries) {
                switch (entry.format()) {
                    case TABLE -> {} // Only Spark can open it.
                    case IDX -> files.put(entry.key(), new IdxCheck(entry, task, imageWidth, hadoop).check());
                    default -> files.put(entry.key(), new InputCheck(entry, task, hadoop).check());
                }
            }
        }
    }

    /** What tells these inputs from others, by their keys in the configuration: files as they lie, tables as they read. */
    public Map<String, String> identities(SparkSession spark) {
        Map<String, String> identities = new TreeMap<>(files);
        for (List<InputEntry> entries : List.of(input.train(), input.validation(), input.test(), input.unlabeled())) {
            for (InputEntry entry : entries) {
                identities.computeIfAbsent(entry.key(), key -> identity(InputReader.table(spark, entry)));
            }
        }
        return identities;
    }

    private static String identity(Dataset<Row> table) {
        Column[] columns = Arrays.stream(table.columns())
                .map(name -> col("`" + name + "`"))
                .toArray(Column[]::new);
        Row content = table.agg(
                        count(lit(1)),
                        bit_xor(xxhash64(columns)),
                        functions.sum(xxhash64(columns).cast("decimal(20,0)")))
                .first();
        return content.mkString(" ");
    }

    /** All rows in the shape of {@link InputReader#read}, with their origin and split. */
    public Dataset<Row> read(SparkSession spark) {
        return read(spark, input.train(), Split.TRAIN, Origin.LABELED)
                .union(read(spark, input.unlabeled(), Split.TRAIN, Origin.UNLABELED))
                .union(read(spark, input.validation(), Split.VALIDATION, Origin.LABELED))
                .union(read(spark, input.test(), Split.TEST, Origin.LABELED));
    }

    private Dataset<Row> read(SparkSession spark, List<InputEntry> entries, Split split, Origin origin) {
        InputReader reader = new InputReader(spark, task);
        return entries.stream()
                .map(reader::read)
                .reduce(Dataset::union)
                .orElseGet(reader::none)
                .withColumn(TransferSet.ORIGIN, lit(origin.columnValue()))
                .withColumn(TransferSet.SPLIT, lit(split.columnValue()));
    }
}
