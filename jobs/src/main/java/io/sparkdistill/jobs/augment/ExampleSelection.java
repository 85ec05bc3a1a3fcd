package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.CascadeConfig;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Selects examples from the usable rows. Training examples are made distinct. Training examples that are also
 * validation or test examples, and validation examples that are also test examples, are flagged as {@link #LEAKED};
 * they are compared by their case-folded text. So are texts that were generated from examples which are no training
 * examples. Where the configuration names no validation data, {@link ValidationSplit} holds some out.
 */
final class ExampleSelection {
    /** The column that is true for a training example in validation or test, and for a validation example in test. */
    static final String LEAKED = "leaked";
    /** The column that is true for a training example beyond a limit of the configuration. */
    static final String OVER_LIMIT = "over_limit";

    /** The column that is true for an example that is in no input but the answers of a cascade's teacher. */
    static final String LEARNED = "learned";

    private static final String BEST = "best";
    private static final String VOTES = "votes";
    private static final String GENERATED = "generated";
    private static final String SEEN = "seen";
    private static final String IN_TEST = "in_test";
    private static final String LOWER = "lower";
    /** Whether an example is in the training split. */
    static final Column IN_TRAINING = inSplit(Split.TRAIN);
    /** Whether an example is a labeled one of the transfer set, unless a limit leaves it out. */
    static final Column LABELED =
            IN_TRAINING.and(not(col(LEAKED))).and(col(TransferSet.LABEL).isNotNull());
    /** Whether an example is an unlabeled one of the transfer set, unless a limit leaves it out. */
    static final Column UNLABELED =
            IN_TRAINING.and(not(col(LEAKED))).and(col(TransferSet.LABEL).isNull());
    /** Whether an example is written to a table. */
    static final Column KEPT = not(col(LEAKED)).and(not(col(OVER_LIMIT)));

    private final DistillConfig config;
    private final ExampleLimits limits;

    ExampleSelection(DistillConfig config, ExampleLimits limits) {
        this.config = config;
        this.limits = limits;
    }

    /**
     * Returns the examples with the columns of {@link TransferSet}, {@link NormalizedText#COLUMN}, {@link #LEAKED} and
     * {@link #OVER_LIMIT}.
     */
    Dataset<Row> select(Dataset<Row> usable) {
        Dataset<Row> train = distinct(usable.where(IN_TRAINING));
        Dataset<Row> evaluation = usable.where(not(IN_TRAINING))
                .withColumn(TransferSet.PARENT_KEY, lit(null).cast("string"))
                .withColumn(LEARNED, lit(false));
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
        all = all.drop(LEARNED);
        if (config.generate().examples()) {
            all = all.withColumn(LEAKED, col(LEAKED).or(ofUnusedSource()));
        }
        Dataset<Row> leaks = all.drop(LOWER).withColumn(OVER_LIMIT, lit(false));
        return limits.flag(limits.flag(leaks, Origin.LABELED, LABELED), Origin.UNLABELED, UNLABELED);
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

    /** Returns the condition that a text was generated from an example that is in validation or test, or has leaked. */
    private static Column ofUnusedSource() {
        Column generated = col(TransferSet.PARENT_KEY).isNotNull();
        Column unused = not(generated).and(not(IN_TRAINING).or(col(LEAKED)));
        WindowSpec family = Window.partitionBy(coalesce(col(TransferSet.PARENT_KEY), col(TransferSet.EXAMPLE_KEY)));
        return generated.and(max(unused).over(family));
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

    private static Dataset<Row> columns(Dataset<Row> examples) {
        return examples.select(ArrayUtils.add(TransferSet.columns(), col(LEARNED)));
    }

    /**
     * Keeps one row per key. An example with different labels gets the most frequent one, the lowest if several are
     * equally frequent. An example has a parent if all its rows were generated, the lowest one if from several. It is
     * {@link #LEARNED} if all its rows are answers.
     */
    static Dataset<Row> distinct(Dataset<Row> rows) {
        Dataset<Row> votes = rows.groupBy(TransferSet.EXAMPLE_KEY, TransferSet.LABEL)
                .agg(
                        first(TransferSet.TEXT).as(TransferSet.TEXT),
                        first(TransferSet.TEXT_PAIR).as(TransferSet.TEXT_PAIR),
                        first(TransferSet.FEATURES).as(TransferSet.FEATURES),
                        min(TransferSet.PARENT_KEY).as(TransferSet.PARENT_KEY),
                        count(TransferSet.PARENT_KEY).as(GENERATED),
                        min(col(Inputs.ENTRY).equalTo(CascadeConfig.LEARN)).as(LEARNED),
                        count(lit(1)).as(VOTES));
        Column parent = when(sum(GENERATED).equalTo(sum(VOTES)), min(TransferSet.PARENT_KEY));
        Column label = col(TransferSet.LABEL);
        Column best = col(BEST + "." + TransferSet.LABEL);
        return votes.groupBy(TransferSet.EXAMPLE_KEY)
                .agg(
                        first(TransferSet.TEXT).as(TransferSet.TEXT),
                        first(TransferSet.TEXT_PAIR).as(TransferSet.TEXT_PAIR),
                        first(TransferSet.FEATURES).as(TransferSet.FEATURES),
                        parent.as(TransferSet.PARENT_KEY),
                        min(LEARNED).as(LEARNED),
                        max(struct(label.isNotNull(), col(VOTES), negate(label), label))
                                .as(BEST))
                .withColumn(TransferSet.LABEL, best)
                .withColumn(
                        TransferSet.ORIGIN,
                        when(label.isNotNull(), Origin.LABELED.columnValue()).otherwise(Origin.UNLABELED.columnValue()))
                .withColumn(TransferSet.SPLIT, lit(Split.TRAIN.columnValue()));
    }
}
