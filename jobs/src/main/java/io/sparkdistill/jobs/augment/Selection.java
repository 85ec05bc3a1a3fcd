package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.ceil;
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
import static org.apache.spark.sql.functions.row_number;
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
 * Decides which usable rows become examples. Evaluation examples stay as they are; training examples are made
 * distinct, a share of them is held back for validation where none is given, and those that validation or test holds
 * too, after folding case and white space, are flagged as {@link #LEAKED}.
 */
final class Selection {
    /** Whether a training example may not be used because it is in validation or test. */
    static final String LEAKED = "leaked";
    /** Whether a training example is not used because a limit of the configuration leaves it out. */
    static final String LEFT_OUT = "left_out";

    private static final String BEST = "best";
    private static final String VOTES = "votes";
    private static final String SEEN = "seen";
    private static final String LOWER = "lower";
    private static final String CHOSEN = "chosen";
    private static final String RANK = "rank";
    private static final String CLASS_SIZE = "class_size";

    private final DistillConfig config;

    Selection(DistillConfig config) {
        this.config = config;
    }

    /** Examples with the columns of {@link TransferSet}, {@link Folded#WORDS}, {@link #LEAKED} and {@link #LEFT_OUT}. */
    Dataset<Row> select(Dataset<Row> usable) {
        Column inTraining = col(TransferSet.SPLIT).equalTo(Split.TRAIN.columnValue());
        Dataset<Row> train = holdBack(distinct(usable.where(inTraining)));
        Dataset<Row> evaluation = usable.where(not(inTraining))
                .withColumn(TransferSet.PARENT_KEY, lit(null).cast("string"));
        Dataset<Row> all = columns(train).unionByName(columns(evaluation)).withColumn(Folded.WORDS, Folded.words());
        Dataset<Row> leaks = flagLeaks(all, all.where(not(inTraining))).withColumn(LEFT_OUT, lit(false));
        Column free = inTraining.and(not(col(LEAKED)));
        Column labeled = free.and(col(TransferSet.LABEL).isNotNull());
        Column unlabeled = free.and(col(TransferSet.LABEL).isNull());
        AugmentConfig limits = config.augment();
        return leaveOut(leaveOut(leaks, labeled, limits.labeledLimit()), unlabeled, limits.unlabeledLimit());
    }

    /** Flags as {@link #LEAKED} what validation or test holds too, after folding case and white space. */
    static Dataset<Row> flagLeaks(Dataset<Row> examples, Dataset<Row> evaluation) {
        Dataset<Row> seen =
                evaluation.select(Folded.withoutCase().as(SEEN)).distinct().withColumn(LEAKED, lit(true));
        return examples.withColumn(LOWER, Folded.withoutCase())
                .join(seen, col(LOWER).equalTo(col(SEEN)), "left")
                .drop(SEEN, LOWER)
                .withColumn(LEAKED, coalesce(col(LEAKED), lit(false)));
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

    /** Moves a share of every class, chosen by seed and key, to validation if no validation data was given. */
    private Dataset<Row> holdBack(Dataset<Row> examples) {
        if (!config.input().validation().isEmpty()) {
            return examples;
        }
        WindowSpec ofClass = Window.partitionBy(TransferSet.LABEL);
        Column share = ceil(col(CLASS_SIZE).multiply(config.input().validationShare()));
        Column held = col(TransferSet.LABEL).isNotNull().and(col(RANK).leq(share));
        return examples.withColumn(RANK, row_number().over(ofClass.orderBy(order(TransferSet.EXAMPLE_KEY))))
                .withColumn(CLASS_SIZE, count(lit(1)).over(ofClass))
                .withColumn(
                        TransferSet.SPLIT,
                        when(held, Split.VALIDATION.columnValue()).otherwise(col(TransferSet.SPLIT)));
    }
}
