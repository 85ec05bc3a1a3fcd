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
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.AugmentConfig;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Decides which usable rows become examples. Validation and test examples stay as they are, but validation loses what
 * test holds too; training examples are made distinct, those that validation or test holds are flagged as {@link
 * #LEAKED}, and where no validation is given {@link HoldBack} takes some of them. Examples are compared after folding
 * case and white space.
 */
final class Selection {
    /** Whether an example may not be used: a training example in validation or test, a validation example in test. */
    static final String LEAKED = "leaked";
    /** Whether a training example is not used because a limit of the configuration leaves it out. */
    static final String LEFT_OUT = "left_out";

    private static final String BEST = "best";
    private static final String VOTES = "votes";
    private static final String SEEN = "seen";
    private static final String IN_TEST = "in_test";
    private static final String LOWER = "lower";
    private static final String CHOSEN = "chosen";
    private static final Column IN_TRAINING = inSplit(Split.TRAIN);

    private final DistillConfig config;

    Selection(DistillConfig config) {
        this.config = config;
    }

    /** Examples with the columns of {@link TransferSet}, {@link Folded#WORDS}, {@link #LEAKED} and {@link #LEFT_OUT}. */
    Dataset<Row> select(Dataset<Row> usable) {
        Dataset<Row> train = distinct(usable.where(IN_TRAINING));
        Dataset<Row> evaluation = usable.where(not(IN_TRAINING))
                .withColumn(TransferSet.PARENT_KEY, lit(null).cast("string"));
        Dataset<Row> given = columns(train)
                .unionByName(columns(evaluation))
                .withColumn(Folded.WORDS, Folded.words())
                .withColumn(LOWER, Folded.withoutCase());
        Dataset<Row> all = given.withColumn(LEAKED, leaked());
        if (config.input().validation().isEmpty()) {
            Column ofHeld = IN_TRAINING.and(max(HoldBack.HELD).over(Window.partitionBy(LOWER)));
            all = new HoldBack(config)
                    .split(all)
                    .withColumn(LEAKED, col(LEAKED).or(ofHeld))
                    .drop(HoldBack.HELD);
        }
        Column free = IN_TRAINING.and(not(col(LEAKED)));
        Column labeled = free.and(col(TransferSet.LABEL).isNotNull());
        Column unlabeled = free.and(col(TransferSet.LABEL).isNull());
        AugmentConfig limits = config.augment();
        Dataset<Row> leaks = all.drop(LOWER).withColumn(LEFT_OUT, lit(false));
        return leaveOut(leaveOut(leaks, labeled, limits.labeledLimit()), unlabeled, limits.unlabeledLimit());
    }

    private static Column inSplit(Split split) {
        return col(TransferSet.SPLIT).equalTo(split.columnValue());
    }

    /**
     * Whether an example is a training example that is among validation and test, or a validation example that is among
     * test. A window, not a join, so that the plan does not hold the examples twice.
     */
    private static Column leaked() {
        WindowSpec alike = Window.partitionBy(LOWER);
        return when(inSplit(Split.VALIDATION), max(inSplit(Split.TEST)).over(alike))
                .otherwise(IN_TRAINING.and(max(not(IN_TRAINING)).over(alike)));
    }

    /**
     * Flags as {@link #LEAKED} the training examples that are among these evaluation examples, and the validation examples
     * that are among the test examples.
     */
    static Dataset<Row> flagLeaks(Dataset<Row> examples, Dataset<Row> evaluation) {
        Dataset<Row> seen = evaluation
                .groupBy(Folded.withoutCase().as(SEEN))
                .agg(max(inSplit(Split.TEST)).as(IN_TEST));
        Column leaked = when(inSplit(Split.VALIDATION), coalesce(col(IN_TEST), lit(false)))
                .otherwise(IN_TRAINING.and(col(SEEN).isNotNull()));
        return examples.withColumn(LOWER, Folded.withoutCase())
                .join(seen, col(LOWER).equalTo(col(SEEN)), "left")
                .withColumn(LEAKED, leaked)
                .drop(SEEN, LOWER, IN_TEST);
    }

    /**
     * Flags as {@link #LEFT_OUT} the examples of a kind that are too many. Seed and keys decide which, whatever the
     * partitions.
     */
    Dataset<Row> leaveOut(Dataset<Row> examples, Column kind, Optional<Integer> limit) {
        if (limit.isEmpty()) {
            return examples;
        }
        Dataset<Row> chosen = examples.where(kind)
                .select(col(TransferSet.EXAMPLE_KEY).as(CHOSEN))
                .orderBy(order(CHOSEN))
                .limit(limit.get());
        return examples.join(chosen, col(TransferSet.EXAMPLE_KEY).equalTo(col(CHOSEN)), "left")
                .withColumn(LEFT_OUT, col(LEFT_OUT).or(kind.and(col(CHOSEN).isNull())))
                .drop(CHOSEN);
    }

    /** A random order of keys that the seed decides. */
    Column order(String key) {
        return md5(concat(lit(config.seed() + " "), col(key)).cast("binary"));
    }

    private static Dataset<Row> columns(Dataset<Row> examples) {
        return examples.select(TransferSet.columns());
    }

    /**
     * One row a key. An example that was labelled differently several times gets the label given most often, the
     * lowest of these if there are several.
     */
    private static Dataset<Row> distinct(Dataset<Row> rows) {
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
