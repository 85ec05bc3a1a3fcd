package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.not;

import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.input.ReadCounts;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Makes the whole transfer set, the evaluation set and the copies from all inputs. */
final class WholeTransferSet {
    private static final String REJECTED = Rejected.of(Verbs.AUGMENT);
    private static final Column IN_TRAINING = ExampleSelection.IN_TRAINING;
    private static final Column KEPT = ExampleSelection.KEPT;

    private final JobContext context;
    private final SparkSession spark;
    private final Inputs inputs;
    private final ExampleLimits limits;

    WholeTransferSet(JobContext context, SparkSession spark, Inputs inputs) {
        this.context = context;
        this.spark = spark;
        this.inputs = inputs;
        this.limits = new ExampleLimits(context.config());
    }

    /**
     * Writes the tables and the choices that were made for them.
     *
     * @throws InputException if no row can be trained on
     */
    AugmentResult write() {
        AugmentResult result = writeTables();
        if (result.rows().training() == 0) {
            throw new InputException(
                    ("Cannot make a transfer set: no row of input.train and input.unlabeled can be used:"
                                    + " %,d rows were read, %,d of them rejected; see %s for the reasons")
                            .formatted(
                                    result.rows().read(),
                                    result.rows().rejected(),
                                    context.output().path(REJECTED)));
        }
        return result;
    }

    private AugmentResult writeTables() {
        long start = System.nanoTime();
        JobContext.describe(spark, Verbs.AUGMENT, "read the inputs");
        Dataset<Row> rows = inputs.read(spark).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> usable =
                rows.where(col(Rejected.REASON).isNull()).withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey());
        Dataset<Row> examples =
                new ExampleSelection(context.config(), limits).select(usable).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            inputs.requireUsable(rows);
            JobContext.describe(spark, Verbs.AUGMENT, "write the transfer set");
            Output output = context.output();
            output.overwrite(Inputs.rejected(rows), REJECTED);
            output.overwrite(
                    examples.where(not(IN_TRAINING).and(KEPT)).select(TransferSet.columns()),
                    TransferSet.EVALUATION_TABLE);
            output.overwrite(examples.where(IN_TRAINING.and(KEPT)).select(TransferSet.columns()), TransferSet.TABLE);
            CopyCounts copies = writeCopies(examples);
            Dataset<Row> labeled = examples.where(
                    IN_TRAINING.and(KEPT).and(col(TransferSet.LABEL).isNotNull()));
            return new AugmentResult(
                    RowCounts.of(ReadCounts.of(rows), examples),
                    classesWithout(labelsOf(labeled)),
                    copies,
                    (System.nanoTime() - start) / 1e9);
        } finally {
            examples.unpersist();
            limits.unpersist();
            rows.unpersist();
        }
    }

    /** Writes the copies, and stores the choices, which are complete then. */
    private CopyCounts writeCopies(Dataset<Row> examples) {
        if (context.config().augment().copies() == 0) {
            storeChoices(Map.of());
            return CopyCounts.NONE;
        }
        JobContext.describe(spark, Verbs.AUGMENT, "make copies");
        Copies copies = new Copies(context.config(), limits);
        Dataset<Row> tagged = copies.tag(examples.where(IN_TRAINING.and(KEPT))).persist(StorageLevel.MEMORY_AND_DISK());
        Map<String, Map<String, Long>> words = copies.words(tagged);
        Dataset<Row> made = copies.flag(copies.of(tagged, words), examples).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            context.output().append(kept(made), TransferSet.TABLE);
            storeChoices(words);
            return CopyCounts.of(made);
        } finally {
            made.unpersist();
            tagged.unpersist();
        }
    }

    private void storeChoices(Map<String, Map<String, Long>> words) {
        if (KeptChoices.areMade(context.config().augment())) {
            new KeptChoices(limits.thresholds(), words).store(context.output());
        }
    }

    /** Returns the copies that are written, as the transfer set holds them. */
    static Dataset<Row> kept(Dataset<Row> copies) {
        return copies.where(KEPT.and(not(col(Copies.DUPLICATE)))).select(TransferSet.columns());
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
}
