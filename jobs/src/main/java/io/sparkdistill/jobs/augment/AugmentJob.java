package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.not;

import io.sparkdistill.jobs.config.Secrets;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.ResultSettings;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.storage.Contents;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Runs the verb augment, which writes the transfer set, the evaluation set and the copies of examples from the inputs.
 */
public final class AugmentJob implements Job {
    private static final String REJECTED = Rejected.of(Verbs.AUGMENT);
    private static final Contents CONTENTS = Contents.of(TransferSet.TABLE, TransferSet.EVALUATION_TABLE);
    private static final Column IN_TRAINING = ExampleSelection.IN_TRAINING;
    private static final Column KEPT = ExampleSelection.KEPT;

    private final JobContext context;
    private final Inputs inputs;

    public AugmentJob(JobContext context) {
        this.context = context;
        this.inputs = new Inputs(context);
    }

    @Override
    public String verb() {
        return Verbs.AUGMENT;
    }

    @Override
    public void validate() {
        inputs.check();
    }

    @Override
    public JobResult run(SparkSession spark) {
        Output output = context.output();
        TransferSetIncrement increment = new TransferSetIncrement(context, spark, inputs);
        increment.prepare();
        Provenance provenance = provenance(spark);
        if (output.isUpToDate(TransferSet.TABLE, provenance)) {
            return () -> "augment: already done: " + output.path(TransferSet.TABLE);
        }
        return increment
                .addedFiles(provenance)
                .flatMap(files -> add(increment, files, provenance))
                .orElseGet(() -> makeAll(spark, increment, provenance));
    }

    private Optional<JobResult> add(
            TransferSetIncrement increment, Map<String, List<String>> files, Provenance provenance) {
        long start = System.nanoTime();
        Optional<Provenance> before = context.output().provenance(TransferSet.TABLE);
        int count = files.values().stream().mapToInt(List::size).sum();
        return increment.add(files).map(rows -> {
            IncrementResult result = new IncrementResult(count, rows, (System.nanoTime() - start) / 1e9);
            increment.storeSnapshot(provenance);
            context.output()
                    .increments()
                    .complete(TransferSet.TABLE, provenance.with(Map.of("result", result)), CONTENTS);
            increment.deleteSnapshot(before, provenance);
            return result;
        });
    }

    private JobResult makeAll(SparkSession spark, TransferSetIncrement increment, Provenance provenance) {
        Output output = context.output();
        output.markIncomplete(TransferSet.TABLE);
        AugmentResult result = write(spark);
        if (result.rows().training() == 0) {
            throw new InputException(
                    ("Cannot make a transfer set: no row of input.train and input.unlabeled can be used:"
                                    + " %,d rows were read, %,d of them rejected; see %s for the reasons")
                            .formatted(result.rows().read(), result.rows().rejected(), output.path(REJECTED)));
        }
        increment.storeSnapshot(provenance);
        output.markComplete(TransferSet.TABLE, provenance.with(Map.of("result", result)), CONTENTS);
        return result;
    }

    private Provenance provenance(SparkSession spark) {
        Map<String, String> all = new TreeMap<>(inputs.identities(spark));
        all.put(ResultSettings.INPUT, ResultSettings.augment(context.config()).toString());
        return context.provenance(Verbs.AUGMENT, all);
    }

    private AugmentResult write(SparkSession spark) {
        long start = System.nanoTime();
        JobContext.describe(spark, Verbs.AUGMENT, "read the inputs");
        Dataset<Row> rows = inputs.read(spark).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> usable =
                rows.where(col(Rejected.REASON).isNull()).withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey());
        ExampleSelection selection = new ExampleSelection(context.config());
        Dataset<Row> examples = selection.select(usable).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            inputs.requireUsable(rows);
            JobContext.describe(spark, Verbs.AUGMENT, "write the transfer set");
            Output output = context.output();
            output.overwrite(rejected(rows), REJECTED);
            output.overwrite(
                    examples.where(not(IN_TRAINING).and(KEPT)).select(TransferSet.columns()),
                    TransferSet.EVALUATION_TABLE);
            output.overwrite(examples.where(IN_TRAINING.and(KEPT)).select(TransferSet.columns()), TransferSet.TABLE);
            CopyCounts copies = writeCopies(spark, examples);
            Dataset<Row> labeled = examples.where(
                    IN_TRAINING.and(KEPT).and(col(TransferSet.LABEL).isNotNull()));
            return new AugmentResult(
                    RowCounts.of(rows, examples),
                    classesWithout(labelsOf(labeled)),
                    copies,
                    (System.nanoTime() - start) / 1e9);
        } finally {
            examples.unpersist();
            selection.unpersist();
            rows.unpersist();
        }
    }

    private CopyCounts writeCopies(SparkSession spark, Dataset<Row> examples) {
        if (context.config().augment().copies() == 0) {
            return CopyCounts.NONE;
        }
        JobContext.describe(spark, Verbs.AUGMENT, "make copies");
        Copies copies = new Copies(context.config());
        Dataset<Row> tagged = copies.tag(examples.where(IN_TRAINING.and(KEPT))).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> made = copies.flag(copies.of(tagged), examples).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Dataset<Row> kept = made.where(KEPT.and(not(col(Copies.DUPLICATE))));
            context.output().append(kept.select(TransferSet.columns()), TransferSet.TABLE);
            return CopyCounts.of(made);
        } finally {
            made.unpersist();
            copies.unpersist();
            tagged.unpersist();
        }
    }

    private static List<Integer> labelsOf(Dataset<Row> labeled) {
        return labeled.agg(collect_set(col(TransferSet.LABEL))).first().getList(0);
    }

    /** Returns the names of the classes that are not among these; none where there is no labeled input. */
    private List<String> classesWithout(List<Integer> present) {
        if (context.config().input().train().isEmpty()) {
            return List.of();
        }
        TaskConfig task = context.config().task();
        return IntStream.range(0, task.classes())
                .filter(index -> !present.contains(index))
                .mapToObj(task::className)
                .toList();
    }

    /** Returns the rejected ones of the rows of inputs, as the table of rejected rows holds them. */
    static Dataset<Row> rejected(Dataset<Row> rows) {
        return rows.where(col(Rejected.REASON).isNotNull())
                .select(
                        col(Rejected.ROW),
                        lit(null).cast("string").as(Rejected.EXAMPLE_KEY),
                        regexp_replace(col(Rejected.SOURCE), Secrets.USER_INFO, Secrets.WITHOUT_USER_INFO)
                                .as(Rejected.SOURCE),
                        col(Rejected.REASON),
                        lit(RejectionKind.INPUT.columnValue()).as(Rejected.KIND),
                        lit(null).cast("string").as(Rejected.HOST),
                        lit(null).cast("int").as(Rejected.ATTEMPT));
    }
}
