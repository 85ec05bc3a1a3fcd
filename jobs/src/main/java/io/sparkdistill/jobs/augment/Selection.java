package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
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

    private static final String BEST = "best";
    private static final String VOTES = "votes";
    private static final String FOLDED = "folded";
    private static final String RANK = "rank";
    private static final String CLASS_SIZE = "class_size";

    private final DistillConfig config;

    Selection(DistillConfig config) {
        this.config = config;
    }

    /** Examples with the columns of {@link TransferSet} and {@link #LEAKED}. */
    Dataset<Row> select(Dataset<Row> usable) {
        Column inTraining = col(TransferSet.SPLIT).equalTo(Split.TRAIN.columnValue());
        Dataset<Row> train = holdBack(distinct(usable.where(inTraining)));
        Dataset<Row> evaluation = usable.where(inTraining.unary_$bang())
                .withColumn(TransferSet.PARENT_KEY, lit(null).cast("string"));
        Dataset<Row> all = columns(train).unionByName(columns(evaluation)).withColumn(FOLDED, folded());
        Dataset<Row> seen =
                all.where(inTraining.unary_$bang()).select(FOLDED).distinct().withColumn(LEAKED, lit(true));
        return all.join(seen, all.col(FOLDED).equalTo(seen.col(FOLDED)), "left")
                .drop(FOLDED)
                .withColumn(LEAKED, coalesce(col(LEAKED), lit(false)));
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
        Column order = md5(
                concat(lit(config.seed() + " "), col(TransferSet.EXAMPLE_KEY)).cast("binary"));
        WindowSpec ofClass = Window.partitionBy(TransferSet.LABEL);
        Column share = ceil(col(CLASS_SIZE).multiply(config.input().validationShare()));
        Column held = col(TransferSet.LABEL).isNotNull().and(col(RANK).leq(share));
        return examples.withColumn(RANK, row_number().over(ofClass.orderBy(order)))
                .withColumn(CLASS_SIZE, count(lit(1)).over(ofClass))
                .withColumn(
                        TransferSet.SPLIT,
                        when(held, Split.VALIDATION.columnValue()).otherwise(col(TransferSet.SPLIT)));
    }

    private static Column folded() {
        Column key = col(TransferSet.EXAMPLE_KEY);
        Column text = when(col(TransferSet.TEXT_PAIR).isNull(), fold(TransferSet.TEXT))
                .otherwise(concat(fold(TransferSet.TEXT), lit("\n"), fold(TransferSet.TEXT_PAIR)));
        return coalesce(text, key);
    }

    private static Column fold(String column) {
        return trim(regexp_replace(lower(col(column)), "(?U)\\s+", " "));
    }
}
