package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.input.InputSnapshot;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.input.ReadCounts;
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
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Adds the rows of new input files to a complete transfer set, at a cost that follows the number of new rows. Files that
 * an earlier run has read are not read again.
 */
final class TransferSetIncrement {
    /** The name of the transfer set before an addition, among the inputs of the provenance. */
    private static final String BASE = "added to";

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
    void deleteSnapshot(Provenance before, Provenance now) {
        if (!before.id().equals(now.id())) {
            output.delete(snapshotFile(before.id()));
        }
    }

    /**
     * Whether the transfer set is complete and made of the present files, whether at once or by additions.
     *
     * @param whole provenance of a transfer set that is made of all files at once
     */
    boolean isUpToDate(Provenance whole) {
        return output.provenance(TransferSet.TABLE)
                .filter(made -> withoutBase(made).equals(withoutBase(whole)))
                .filter(made -> output.isUpToDate(TransferSet.TABLE, made))
                .isPresent();
    }

    /**
     * Returns the provenance of the transfer set after an addition. With copies or limits, it names the one before,
     * since both together may differ from what all files make at once.
     */
    Provenance provenance(Provenance whole, Provenance before) {
        if (!KeptChoices.areMade(context.config().augment())) {
            return whole;
        }
        Map<String, String> made = new TreeMap<>(whole.inputs());
        made.put(BASE, before.id());
        return new Provenance(whole.verb(), made, whole.facts());
    }

    private static Map<String, String> withoutBase(Provenance made) {
        Map<String, String> files = new TreeMap<>(made.inputs());
        files.remove(BASE);
        return files;
    }

    /**
     * Returns the files to add, by the key of their entry; empty if the whole transfer set must be made.
     *
     * @param whole provenance of a transfer set that is made of all files at once
     */
    Optional<Map<String, List<String>>> addedFiles(Provenance whole) {
        if (!output.hasPlainFiles() || choices().isEmpty() || mayMoveExamples()) {
            return Optional.empty();
        }
        return output.provenance(TransferSet.TABLE)
                .filter(made -> output.damage(TransferSet.TABLE).isEmpty())
                .flatMap(made -> inputs.added(known()).filter(added -> isSameBeside(added, made, whole)));
    }

    /**
     * Whether a new example may move others: one that is held out takes generated texts out of the transfer set, and an
     * example that a cascade has learned is held out once it is an input of its own.
     */
    private boolean mayMoveExamples() {
        DistillConfig config = context.config();
        return config.generate().examples()
                || (config.cascade().learn() && config.input().validatesOnTeacher());
    }

    /** Returns the choices to keep; empty if they are needed and were not stored. */
    private Optional<KeptChoices> choices() {
        return KeptChoices.areMade(context.config().augment())
                ? KeptChoices.of(output)
                : Optional.of(new KeptChoices(Map.of(), Map.of()));
    }

    /** Whether only the entries with added files differ. */
    private static boolean isSameBeside(Map<String, List<String>> added, Provenance made, Provenance whole) {
        Map<String, String> before = withoutBase(made);
        return !added.isEmpty()
                && before.keySet().equals(whole.inputs().keySet())
                && before.entrySet().stream()
                        .filter(input -> !added.containsKey(input.getKey()))
                        .allMatch(
                                input -> input.getValue().equals(whole.inputs().get(input.getKey())));
    }

    /**
     * Adds the rows of files.
     *
     * @return the counts of the added rows; empty if nothing was added, because examples in the tables would change
     */
    Optional<IncrementResult> add(Map<String, List<String>> files) {
        long start = System.nanoTime();
        JobContext.describe(spark, Verbs.AUGMENT, "read the new files");
        KeptChoices choices = choices().orElseThrow();
        ExampleLimits limits = new ExampleLimits(context.config(), choices.thresholds());
        AddedExamples added = new AddedExamples(
                context.config(),
                limits,
                output.read(spark, TransferSet.TABLE, TransferSet.SCHEMA),
                output.read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA));
        Dataset<Row> rows = inputs.read(spark, files).persist(StorageLevel.MEMORY_AND_DISK());
        ReadCounts read = ReadCounts.of(rows);
        // In one partition, as long as they fit: what follows needs no shuffle of them then, and few tasks.
        Dataset<Row> usable = FileSizes.coalesce(rows.where(col(Rejected.REASON).isNull()), read.rows())
                .withColumn(TransferSet.EXAMPLE_KEY, TransferSet.exampleKey());
        Dataset<Row> distinct = ExampleSelection.distinct(usable).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> present = added.present(distinct, read.rows()).persist(StorageLevel.MEMORY_AND_DISK());
        Dataset<Row> examples = added.select(distinct, present, read.rows()).persist(StorageLevel.MEMORY_AND_DISK());
        try (AddedCopies copies = new AddedCopies(context.config(), limits, choices.words(), added)) {
            if (hasOtherFeatures(added, usable) || added.contradictsTables(distinct, present, examples, read.rows())) {
                return Optional.empty();
            }
            RowCounts counts = RowCounts.of(read, examples);
            List<Dataset<Row>> made = copies.of(examples);
            CopyCounts ofCopies = made.stream().map(CopyCounts::of).findFirst().orElse(CopyCounts.NONE);
            if (added.exceedLimits(counts, ofCopies)) {
                return Optional.empty();
            }
            write(rows, examples, counts);
            made.forEach(copy -> append(WholeTransferSet.kept(copy), ofCopies.kept(), TransferSet.TABLE));
            int count = files.values().stream().mapToInt(List::size).sum();
            return Optional.of(new IncrementResult(count, counts, ofCopies, (System.nanoTime() - start) / 1e9));
        } finally {
            List.of(examples, present, distinct, rows).forEach(Dataset::unpersist);
        }
    }

    /** Whether the most frequent length of the vectors would be looked for among all rows. */
    private boolean hasOtherFeatures(AddedExamples added, Dataset<Row> usable) {
        return context.config().task().type() == TaskType.FEATURES && added.haveOtherLength(usable);
    }

    private void write(Dataset<Row> rows, Dataset<Row> examples, RowCounts counts) {
        JobContext.describe(spark, Verbs.AUGMENT, "add to the transfer set");
        output.increments().begin(TransferSet.TABLE, TABLES);
        append(Inputs.rejected(rows), counts.rejected(), Rejected.of(Verbs.AUGMENT));
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
