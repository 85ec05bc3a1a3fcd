package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.InputConfig;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.provenance.Output;
import io.sparkdistill.jobs.provenance.Provenance;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Writes the transfer set and the evaluation set from the inputs. */
public final class AugmentJob implements Job {
    /** The verb, and the stage of the rows it rejects. */
    public static final String VERB = "augment";

    private static final String REJECTED = Rejected.TABLE + "/" + Rejected.STAGE + "=" + VERB;

    private final JobContext context;
    private final Map<String, String> files = new TreeMap<>();

    public AugmentJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return VERB;
    }

    @Override
    public void validate() {
        DistillConfig config = context.config();
        InputConfig input = config.input();
        for (List<InputEntry> entries : List.of(input.train(), input.validation(), input.test(), input.unlabeled())) {
            for (InputEntry entry : entries) {
                files.put(entry.key(), new InputCheck(entry, config.task(), context.hadoop()).check());
            }
        }
    }

    @Override
    public JobResult run(SparkSession spark) {
        Provenance provenance = provenance();
        Output output = context.output();
        if (output.isDone(TransferSet.TABLE, provenance)) {
            return () -> "augment: already done: " + output.path(TransferSet.TABLE);
        }
        output.reopen(TransferSet.TABLE);
        JobContext.describe(spark, VERB, "read the inputs");
        Dataset<Row> rows = read(spark).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            AugmentResult result = write(spark, rows);
            output.complete(TransferSet.TABLE, provenance.with(Map.of("result", result)));
            return result;
        } finally {
            rows.unpersist();
        }
    }

    private Provenance provenance() {
        DistillConfig config = context.config();
        Map<String, String> inputs = new TreeMap<>(files);
        inputs.put("task", config.task().toString());
        inputs.put("input", config.input().toString());
        inputs.put("seed", Long.toString(config.seed()));
        return context.provenance(VERB, inputs);
    }

    private Dataset<Row> read(SparkSession spark) {
        InputConfig input = context.config().input();
        return entries(spark, input.train(), Split.TRAIN, Origin.LABELED)
                .union(entries(spark, input.unlabeled(), Split.TRAIN, Origin.UNLABELED))
                .union(entries(spark, input.validation(), Split.VALIDATION, Origin.LABELED))
                .union(entries(spark, input.test(), Split.TEST, Origin.LABELED));
    }

    private Dataset<Row> entries(SparkSession spark, List<InputEntry> entries, Split split, Origin origin) {
        InputReader reader = new InputReader(spark, context.config().task());
        return entries.stream()
                .map(reader::read)
                .reduce(Dataset::union)
                .orElseGet(() -> reader.none())
                .withColumn(TransferSet.ORIGIN, lit(origin.columnValue()))
                .withColumn(TransferSet.SPLIT, lit(split.columnValue()));
    }

    private AugmentResult write(SparkSession spark, Dataset<Row> rows) {
        Column inTraining = col(TransferSet.SPLIT).equalTo(Split.TRAIN.columnValue());
        Dataset<Row> usable =
                rows.where(col(Rejected.REASON).isNull()).withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey());
        Dataset<Row> examples = new Selection(context.config()).select(usable).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            JobContext.describe(spark, VERB, "write the transfer set");
            writeExamples(examples.where(inTraining.and(not(col(Selection.LEAKED)))), TransferSet.TABLE);
            writeExamples(examples.where(not(inTraining)), TransferSet.EVALUATION_TABLE);
            writeRejected(rows.where(col(Rejected.REASON).isNotNull()));
            return tally(rows, examples);
        } finally {
            examples.unpersist();
        }
    }

    private static AugmentResult tally(Dataset<Row> rows, Dataset<Row> examples) {
        Column inTraining = col(TransferSet.SPLIT).equalTo(Split.TRAIN.columnValue());
        Column leaked = inTraining.and(col(Selection.LEAKED));
        Column labeled = col(TransferSet.LABEL).isNotNull();
        Row read = rows.agg(count(lit(1)), countIf(col(Rejected.REASON).isNotNull()))
                .first();
        Row kept = examples.agg(
                        countIf(inTraining.and(not(leaked)).and(labeled)),
                        countIf(inTraining.and(not(leaked)).and(not(labeled))),
                        countIf(not(inTraining)),
                        countIf(leaked))
                .first();
        long examplesKept = kept.getLong(0) + kept.getLong(1) + kept.getLong(2) + kept.getLong(3);
        long duplicates = read.getLong(0) - read.getLong(1) - examplesKept;
        return new AugmentResult(
                read.getLong(0),
                kept.getLong(0),
                kept.getLong(1),
                kept.getLong(2),
                duplicates,
                kept.getLong(3),
                read.getLong(1));
    }

    private void writeExamples(Dataset<Row> examples, String table) {
        examples.select(TransferSet.columns())
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(context.output().path(table).toString());
    }

    private void writeRejected(Dataset<Row> rejected) {
        rejected.withColumn(Rejected.EXAMPLE_KEY, lit(null).cast("string"))
                .select(Rejected.ROW, Rejected.EXAMPLE_KEY, Rejected.SOURCE, Rejected.REASON)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(context.output().path(REJECTED).toString());
    }

    private static Column countIf(Column condition) {
        return count(when(condition, true));
    }
}
