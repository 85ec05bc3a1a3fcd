package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Selects the new examples among rows that are added to a transfer set. The result is that of {@link ExampleSelection}
 * on all rows, unless {@link #contradictsTables} finds that examples in the tables would change too. Of the tables, keys
 * and labels are read, and texts only where an added example is held out for validation.
 */
final class AddedExamples {
    private static final long MOST_BROADCAST = 1_000_000;
    private static final String BEFORE = "label_before";
    private static final String KEY = TransferSet.EXAMPLE_KEY;
    private static final Column IN_VALIDATION = col(TransferSet.SPLIT).equalTo(Split.VALIDATION.columnValue());

    private final DistillConfig config;
    private final Dataset<Row> transferSet;
    private final Dataset<Row> evaluationSet;

    AddedExamples(DistillConfig config, Dataset<Row> transferSet, Dataset<Row> evaluationSet) {
        this.config = config;
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
     * @param count number of the examples
     */
    Dataset<Row> present(Dataset<Row> distinct, long count) {
        Dataset<Row> keys = distinct.select(KEY);
        Dataset<Row> held = evaluationSet.where(holdsOut() ? IN_VALIDATION : lit(false));
        return labels(transferSet)
                .union(labels(held))
                .join(count <= MOST_BROADCAST ? broadcast(keys) : keys, KEY, "left_semi");
    }

    private static Dataset<Row> labels(Dataset<Row> table) {
        return table.select(col(KEY), col(TransferSet.LABEL).as(BEFORE));
    }

    /**
     * Returns the examples that are not in the tables, with the columns of {@link ExampleSelection#select}.
     *
     * @param distinct added examples, one per key
     * @param present as {@link #present} returns it
     */
    Dataset<Row> select(Dataset<Row> distinct, Dataset<Row> present) {
        Dataset<Row> fresh = distinct.join(present, KEY, "left_anti")
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
        return flagged.withColumn(ExampleSelection.OVER_LIMIT, lit(false));
    }

    private static Dataset<Row> normalized(Dataset<Row> examples) {
        return examples.withColumn(NormalizedText.COLUMN, NormalizedText.normalized());
    }

    /**
     * Whether the added rows change examples in the tables: a label that differs from the stored one takes part in the
     * vote on it, and an example that is held out for validation must not be in the transfer set under another spelling.
     *
     * @param examples as {@link #select} returns them
     */
    boolean contradictsTables(Dataset<Row> distinct, Dataset<Row> present, Dataset<Row> examples) {
        Dataset<Row> labeled =
                distinct.where(col(TransferSet.LABEL).isNotNull()).select(KEY, TransferSet.LABEL);
        Column agrees = col(BEFORE).isNotNull().and(col(BEFORE).equalTo(col(TransferSet.LABEL)));
        if (!present.join(labeled, KEY).where(not(agrees)).isEmpty()) {
            return true;
        }
        Dataset<Row> held = examples.where(not(ExampleSelection.IN_TRAINING))
                .select(NormalizedText.caseFolded().as(NormalizedText.COLUMN))
                .distinct();
        return !held.isEmpty()
                && !normalized(transferSet)
                        .select(NormalizedText.caseFolded().as(NormalizedText.COLUMN))
                        .join(held, NormalizedText.COLUMN, "left_semi")
                        .isEmpty();
    }
}
