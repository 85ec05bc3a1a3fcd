package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.storage.StorageLevel;

/**
 * Selects examples from the usable rows. Training examples are made distinct. Training examples that are also
 * validation or test examples, and validation examples that are also test examples, are flagged as {@link #LEAKED};
 * they are compared by their case-folded text. Where the configuration names no validation data, {@link
 * ValidationSplit} holds some out.
 */
final class ExampleSelection {
    /** The column that is true for a training example in validation or test, and for a validation example in test. */
    static final String LEAKED = "leaked";
    /** The column that is true for a training example beyond a limit of the configuration. */
    static final String OVER_LIMIT = "over_limit";

    private static final String BEST = "best";
    private static final String VOTES = "votes";
    private static final String SEEN = "seen";
    private static final String IN_TEST = "in_test";
    private static final String LOWER = "lower";
    private static final String HASH = "hash";
    /** Whether an example is in the training split. */
    static final Column IN_TRAINING = inSplit(Split.TRAIN);
    /** Whether an example is written to a table. */
    static final Column KEPT = not(col(LEAKED)).and(not(col(OVER_LIMIT)));

    private final DistillConfig config;
    private final List<Dataset<Row>> persisted = new ArrayList<>();

    ExampleSelection(DistillConfig config) {
        this.config = config;
    }

    /**
     * Returns the examples with the columns of {@link TransferSet}, {@link NormalizedText#COLUMN}, {@link #LEAKED} and
     * {@link #OVER_LIMIT}.
     */
    Dataset<Row> select(Dataset<Row> usable) {
        Dataset<Row> train = distinct(usable.where(IN_TRAINING));
        Dataset<Row> evaluation = usable.where(not(IN_TRAINING))
                .withColumn(TransferSet.PARENT_KEY, lit(null).cast("string"));
        Dataset<Row> given = columns(train)
                .unionByName(columns(evaluation))
                .withColumn(NormalizedText.COLUMN, NormalizedText.normalized())
                .withColumn(LOWER, NormalizedText.caseFolded());
        Dataset<Row> all = given.withColumn(LEAKED, leaked());
        if (config.input().validation().isEmpty()) {
            Column ofHeld = IN_TRAINING.and(max(ValidationSplit.HELD_OUT).over(Window.partitionBy(LOWER)));
            all = new ValidationSplit(config)
                    .split(all)
                    .withColumn(LEAKED, col(LEAKED).or(ofHeld))
                    .drop(ValidationSplit.HELD_OUT);
        }
        Column free = IN_TRAINING.and(not(col(LEAKED)));
        Column labeled = free.and(col(TransferSet.LABEL).isNotNull());
        Column unlabeled = free.and(col(TransferSet.LABEL).isNull());
        AugmentConfig.Limits limits = config.augment().limits();
        Dataset<Row> leaks = all.drop(LOWER).withColumn(OVER_LIMIT, lit(false));
        return flagOverLimit(flagOverLimit(leaks, labeled, limits.labeled()), unlabeled, limits.unlabeled());
    }

    private static Column inSplit(Split split) {
        return col(TransferSet.SPLIT).equalTo(split.columnValue());
    }

    /**
     * Returns the condition that a training example is also a validation or test example, or a validation example also
     * a test example. A window computes it, because a join would run the plan of the examples twice.
     */
    private static Column leaked() {
        WindowSpec alike = Window.partitionBy(LOWER);
        return when(inSplit(Split.VALIDATION), max(inSplit(Split.TEST)).over(alike))
                .otherwise(IN_TRAINING.and(max(not(IN_TRAINING)).over(alike)));
    }

    /**
     * Flags as {@link #LEAKED} the training examples that are among these evaluation examples, and the validation
     * examples that are among the test examples.
     */
    static Dataset<Row> flagLeaks(Dataset<Row> examples, Dataset<Row> evaluation) {
        Dataset<Row> seen = evaluation
                .groupBy(NormalizedText.caseFolded().as(SEEN))
                .agg(max(inSplit(Split.TEST)).as(IN_TEST));
        Column leaked = when(inSplit(Split.VALIDATION), coalesce(col(IN_TEST), lit(false)))
                .otherwise(IN_TRAINING.and(col(SEEN).isNotNull()));
        return examples.withColumn(LOWER, NormalizedText.caseFolded())
                .join(seen, col(LOWER).equalTo(col(SEEN)), "left")
                .withColumn(LEAKED, leaked)
                .drop(SEEN, LOWER, IN_TEST);
    }

    /**
     * Flags the examples of a kind beyond its limit as {@link #OVER_LIMIT}. The seed and the keys decide which ones,
     * not the partitions.
     */
    Dataset<Row> flagOverLimit(Dataset<Row> examples, Column kind, Optional<Integer> limit) {
        if (limit.isEmpty()) {
            return examples;
        }
        // Read several times.
        Dataset<Row> kept = examples.persist(StorageLevel.DISK_ONLY());
        persisted.add(kept);
        Column hash = order(TransferSet.EXAMPLE_KEY);
        return HashThreshold.of(kept.where(kind).select(hash.as(HASH)), limit.get())
                .map(last -> substring(hash, 1, last.length()).gt(last))
                .map(beyond -> kept.withColumn(OVER_LIMIT, col(OVER_LIMIT).or(kind.and(beyond))))
                .orElse(kept);
    }

    /** Frees what the selection has stored on the disks of the executors. */
    void unpersist() {
        persisted.forEach(Dataset::unpersist);
    }

    /** Returns a sort column that puts keys into a random order; the seed decides which. */
    Column order(String key) {
        return md5(concat(lit(config.seed() + " "), col(key)).cast("binary"));
    }

    private static Dataset<Row> columns(Dataset<Row> examples) {
        return examples.select(TransferSet.columns());
    }

    /**
     * Keeps one row per key. An example with different labels gets the most frequent one, the lowest if several are
     * equally frequent.
     */
    static Dataset<Row> distinct(Dataset<Row> rows) {
        Dataset<Row> votes = rows.groupBy(TransferSet.EXAMPLE_KEY, TransferSet.LABEL)
                .agg(
                        first(TransferSet.TEXT).as(TransferSet.TEXT),
                        first(TransferSet.TEXT_PAIR).as(TransferSet.TEXT_PAIR),
                        first(TransferSet.FEATURES).as(TransferSet.FEATURES),
                        count(lit(1)).as(VOTES));
        Column label = col(TransferSet.LABEL);
        Column best = col(BEST + "." + TransferSet.LABEL);
        return votes.groupBy(TransferSet.EXAMPLE_KEY)
                .agg(
                        first(TransferSet.TEXT).as(TransferSet.TEXT),
                        first(TransferSet.TEXT_PAIR).as(TransferSet.TEXT_PAIR),
                        first(TransferSet.FEATURES).as(TransferSet.FEATURES),
                        max(struct(label.isNotNull(), col(VOTES), negate(label), label))
                                .as(BEST))
                .withColumn(TransferSet.LABEL, best)
                .withColumn(
                        TransferSet.ORIGIN,
                        when(label.isNotNull(), Origin.LABELED.columnValue()).otherwise(Origin.UNLABELED.columnValue()))
                .withColumn(TransferSet.PARENT_KEY, lit(null).cast("string"))
                .withColumn(TransferSet.SPLIT, lit(Split.TRAIN.columnValue()));
    }
}
