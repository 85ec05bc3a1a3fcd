package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.input.InputSnapshot;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.storage.FileSizes;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Adds the rows of new input files to a complete transfer set, at a cost that follows the number of new rows. Files that
 * an earlier run has read are not read again.
 */
final class TransferSetIncrement {
    private static final List<String> TABLES =
            List.of(TransferSet.TABLE, TransferSet.EVALUATION_TABLE, Rejected.of(Verbs.AUGMENT));

    private final JobContext context;
    private final SparkSession spark;
    private final Inputs inputs;
    private final Output output;

    TransferSetIncrement(JobContext context, SparkSession spark, Inputs inputs) {
        this.context = context;
        this.spark = spark;
        this.inputs = inputs;
        this.output = context.output();
    }

    /** Undoes or finishes what a killed run has left, and takes the files that the transfer set was made from. */
    void prepare() {
        TABLES.forEach(table -> output.compactor(table).recover(table));
        output.increments().rollBack(TransferSet.TABLE);
        inputs.remember(known());
    }

    private InputSnapshot known() {
        return output.provenance(TransferSet.TABLE)
                .map(made -> snapshotFile(made.id()))
                .filter(output::exists)
                .flatMap(file -> InputSnapshot.parse(output.readText(file)))
                .orElse(InputSnapshot.NONE);
    }

    /** The name has the id of the transfer set, so that a snapshot is never taken for that of another one. */
    private static String snapshotFile(String id) {
        return TransferSet.TABLE + "/_inputs-" + id + ".json";
    }

    /** Stores the present files of the inputs, before the transfer set is marked complete with this provenance. */
    void storeSnapshot(Provenance provenance) {
        output.writeText(snapshotFile(provenance.id()), inputs.snapshot().json());
    }

    /** Deletes the snapshot of an earlier transfer set. */
    void deleteSnapshot(Optional<Provenance> before, Provenance now) {
        before.filter(made -> !made.id().equals(now.id())).ifPresent(made -> output.delete(snapshotFile(made.id())));
    }

    /**
     * Returns the files to add, by the key of their entry; empty if the whole transfer set must be made.
     *
     * @param provenance that the transfer set will have
     */
    Optional<Map<String, List<String>>> addedFiles(Provenance provenance) {
        AugmentConfig augment = context.config().augment();
        AugmentConfig.Limits limits = augment.limits();
        boolean independent = augment.copies() == 0
                && limits.labeled().isEmpty()
                && limits.unlabeled().isEmpty()
                && context.config().task().type() != TaskType.FEATURES;
        if (!independent || !output.hasPlainFiles()) {
            return Optional.empty();
        }
        return output.provenance(TransferSet.TABLE)
                .filter(made -> output.damage(TransferSet.TABLE).isEmpty())
                .flatMap(made -> inputs.added(known()).filter(added -> isSameBeside(added, made, provenance)));
    }

    /** Whether only the entries with added files differ. */
    private static boolean isSameBeside(Map<String, List<String>> added, Provenance made, Provenance provenance) {
        return !added.isEmpty()
                && made.inputs().keySet().equals(provenance.inputs().keySet())
                && made.inputs().entrySet().stream()
                        .filter(input -> !added.containsKey(input.getKey()))
                        .allMatch(input ->
                                input.getValue().equals(provenance.inputs().get(input.getKey())));
    }

    /**
     * Adds the rows of files.
     *
     * @return the counts of the added rows; empty if nothing was added, because examples in the tables would change
     */
    Optional<RowCounts> add(Map<String, List<String>> files) {
        JobContext.describe(spark, Verbs.AUGMENT, "read the new files");
        Dataset<Row> rows = inputs.read(spark, files).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> usable =
                rows.where(col(Rejected.REASON).isNull()).withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey());
        Dataset<Row> distinct = ExampleSelection.distinct(usable).persist(StorageLevel.MEMORY_AND_DISK());
        AddedExamples added = new AddedExamples(
                context.config(),
                output.read(spark, TransferSet.TABLE, TransferSet.SCHEMA),
                output.read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA));
        Dataset<Row> present = added.present(distinct, distinct.count()).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> examples = added.select(distinct, present).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            if (added.contradictsTables(distinct, present, examples)) {
                return Optional.empty();
            }
            RowCounts counts = RowCounts.of(rows, examples);
            write(rows, examples, counts);
            return Optional.of(counts);
        } finally {
            List.of(examples, present, distinct, rows).forEach(Dataset::unpersist);
        }
    }

    private void write(Dataset<Row> rows, Dataset<Row> examples, RowCounts counts) {
        JobContext.describe(spark, Verbs.AUGMENT, "add to the transfer set");
        output.increments().begin(TransferSet.TABLE, TABLES);
        append(AugmentJob.rejected(rows), counts.rejected(), Rejected.of(Verbs.AUGMENT));
        Dataset<Row> kept = examples.where(ExampleSelection.KEPT).select(TransferSet.columns());
        append(kept.where(not(ExampleSelection.IN_TRAINING)), counts.kept().evaluation(), TransferSet.EVALUATION_TABLE);
        append(kept.where(ExampleSelection.IN_TRAINING), counts.training(), TransferSet.TABLE);
    }

    private void append(Dataset<Row> rows, long count, String table) {
        if (count > 0) {
            output.append(FileSizes.coalesce(rows, count), table);
        }
    }
}
