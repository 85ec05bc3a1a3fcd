package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Selects the new examples among rows that are added to a transfer set. Without limits and copies, the result is that
 * of {@link ExampleSelection} on all rows, unless {@link #contradictsTables} finds that examples in the tables would
 * change too. Of the tables, keys and labels are read, and texts only where an added example is held out for validation.
 */
final class AddedExamples {
    private static final long MOST_BROADCAST = 1_000_000;
    private static final String BEFORE = "label_before";
    private static final String KEY = TransferSet.EXAMPLE_KEY;
    private static final Column IN_VALIDATION = col(TransferSet.SPLIT).equalTo(Split.VALIDATION.columnValue());

    private final DistillConfig config;
    private final ExampleLimits limits;
    private final Dataset<Row> transferSet;
    private final Dataset<Row> evaluationSet;

    /**
     * Takes the tables as they are.
     *
     * @param limits with the thresholds of these tables
     */
    AddedExamples(DistillConfig config, ExampleLimits limits, Dataset<Row> transferSet, Dataset<Row> evaluationSet) {
        this.config = config;
        this.limits = limits;
        this.transferSet = transferSet;
        this.evaluationSet = evaluationSet;
    }

    /** Whether validation examples are held out of the training examples. */
    private boolean holdsOut() {
        return config.input().validation().isEmpty();
    }

    /**
     * Returns the keys that are in the tables and among these examples, with their labels in the tables. Few keys are
     * sent to all executors, so that those of the tables need not be shuffled.
     *
     * @param count number of the examples, or more
     */
    Dataset<Row> present(Dataset<Row> distinct, long count) {
        Dataset<Row> held = evaluationSet.where(holdsOut() ? IN_VALIDATION : lit(false));
        return among(labels(transferSet).union(labels(held)), distinct.select(KEY), count);
    }

    private static Dataset<Row> among(Dataset<Row> rows, Dataset<Row> keys, long count) {
        return rows.join(few(keys, count), KEY, "left_semi");
    }

    private static Dataset<Row> few(Dataset<Row> rows, long count) {
        return count <= MOST_BROADCAST ? broadcast(rows) : rows;
    }

    /**
     * Returns the keys that are in the transfer set, of examples or of copies.
     *
     * @param count number of the keys
     */
    Dataset<Row> known(Dataset<Row> keys, long count) {
        return among(transferSet.select(KEY), keys, count);
    }

    /** Returns the texts that no copy may have: those of these examples, and of the evaluation set as it is. */
    Dataset<Row> beside(Dataset<Row> examples) {
        return examples.select(NormalizedText.COLUMN, TransferSet.SPLIT)
                .union(normalized(evaluationSet).select(NormalizedText.COLUMN, TransferSet.SPLIT));
    }

    /** Whether the vectors of these rows have another length than those of the transfer set. */
    boolean haveOtherLength(Dataset<Row> usable) {
        Column length = size(col(TransferSet.FEATURES));
        List<Row> mine = usable.select(length).limit(1).collectAsList();
        List<Row> known = transferSet.select(length).limit(1).collectAsList();
        return !mine.isEmpty() && !mine.equals(known);
    }

    private static Dataset<Row> labels(Dataset<Row> table) {
        return table.select(col(KEY), col(TransferSet.LABEL).as(BEFORE));
    }

    /**
     * Returns the examples that are not in the tables, with the columns of {@link ExampleSelection#select}.
     *
     * @param distinct added examples, one per key
     * @param present as {@link #present} returns it
     * @param count number of the examples, or more
     */
    Dataset<Row> select(Dataset<Row> distinct, Dataset<Row> present, long count) {
        Dataset<Row> fresh = distinct.join(few(present, count), KEY, "left_anti")
                .select(TransferSet.columns())
                .withColumn(NormalizedText.COLUMN, NormalizedText.normalized());
        Column others = holdsOut() ? not(IN_VALIDATION) : lit(true);
        Dataset<Row> flagged = ExampleSelection.flagLeaks(fresh, normalized(evaluationSet.where(others)));
        if (holdsOut()) {
            Dataset<Row> split = new ValidationSplit(config).splitAdded(flagged).drop(ValidationSplit.HELD_OUT);
            Dataset<Row> held = normalized(evaluationSet.where(IN_VALIDATION))
                    .select(NormalizedText.COLUMN, TransferSet.SPLIT)
                    .union(split.where(IN_VALIDATION).select(NormalizedText.COLUMN, TransferSet.SPLIT));
            flagged = split.where(IN_VALIDATION)
                    .unionByName(split.where(col(ExampleSelection.LEAKED)))
                    .unionByName(ExampleSelection.flagLeaks(
                            split.where(ExampleSelection.IN_TRAINING.and(not(col(ExampleSelection.LEAKED)))), held));
        }
        Dataset<Row> all = flagged.withColumn(ExampleSelection.OVER_LIMIT, lit(false));
        return limits.flagAdded(
                limits.flagAdded(all, Origin.LABELED, ExampleSelection.LABELED),
                Origin.UNLABELED,
                ExampleSelection.UNLABELED);
    }

    private static Dataset<Row> normalized(Dataset<Row> examples) {
        return examples.withColumn(NormalizedText.COLUMN, NormalizedText.normalized());
    }

    /** Whether so many examples and copies reach a limit for the first time. */
    boolean exceedLimits(RowCounts rows, CopyCounts copies) {
        return limits.areExceeded(Origin.LABELED, rows.kept().labeled(), transferSet)
                || limits.areExceeded(Origin.UNLABELED, rows.kept().unlabeled(), transferSet)
                || limits.areExceeded(Origin.AUGMENTED, copies.kept(), transferSet);
    }

    /**
     * Whether the added rows change examples in the tables: a label that differs from the stored one takes part in the
     * vote on it, and an example that is held out for validation must not be in the transfer set under another spelling.
     *
     * @param examples as {@link #select} returns them
     * @param count number of the examples, or more
     */
    boolean contradictsTables(Dataset<Row> distinct, Dataset<Row> present, Dataset<Row> examples, long count) {
        Dataset<Row> labeled =
                distinct.where(col(TransferSet.LABEL).isNotNull()).select(KEY, TransferSet.LABEL);
        Column agrees = col(BEFORE).isNotNull().and(col(BEFORE).equalTo(col(TransferSet.LABEL)));
        Dataset<Row> votes =
                present.join(few(labeled, count), KEY).where(not(agrees)).select(lit(true));
        // If none is held out, the texts of the table are not read.
        Dataset<Row> held = examples.where(not(ExampleSelection.IN_TRAINING))
                .select(NormalizedText.caseFolded().as(NormalizedText.COLUMN));
        Dataset<Row> spellings = normalized(transferSet)
                .select(NormalizedText.caseFolded().as(NormalizedText.COLUMN))
                .join(few(held, count), NormalizedText.COLUMN, "left_semi")
                .select(lit(true));
        // One job for both, on all partitions at once.
        return votes.union(spellings).limit(1).count() > 0;
    }
}
