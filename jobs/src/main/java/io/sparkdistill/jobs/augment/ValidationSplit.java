package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Moves a share of the labeled training examples to validation; of the unlabeled ones where {@code input.train} is
 * empty. The place of an example in 0..1 is a hash of the seed and of its folded words, and it is held back if that is
 * less than the share: so it is the same example every night, whatever is added, and its spellings stay together.
 *
 * <p>A class keeps at least one training example. A class of which no place is less than the share gives the example of
 * the lowest place, if it has another one.
 */
final class ValidationSplit {
    /** Whether an example was moved to validation. */
    static final String HELD_OUT = "held";

    private static final String PLACE = "place";
    private static final String CLASS = "class";
    private static final String LOWEST = "lowest";
    private static final String HIGHEST = "highest";
    /** Of the hash, so many as a {@code double} holds. */
    private static final int BITS = 53;

    private final long seed;
    private final double share;
    private final boolean labeled;

    ValidationSplit(DistillConfig config) {
        this.seed = config.seed();
        this.share = config.input().validationShare();
        this.labeled = !config.input().train().isEmpty();
    }

    /**
     * Gives the examples with {@link #HELD_OUT}, those held back in the validation split.
     *
     * @param examples with {@link NormalizedText#WORDS} and {@link ExampleSelection#LEAKED}
     */
    Dataset<Row> split(Dataset<Row> examples) {
        if (share == 0) {
            return examples.withColumn(HELD_OUT, lit(false));
        }
        Column label = col(TransferSet.LABEL);
        Column eligible = col(TransferSet.SPLIT)
                .equalTo(Split.TRAIN.columnValue())
                .and(not(col(ExampleSelection.LEAKED)))
                .and(labeled ? label.isNotNull() : label.isNull());
        Dataset<Row> placed = examples.withColumn(PLACE, when(eligible, place()));
        Dataset<Row> ofClasses = placed.where(col(PLACE).isNotNull())
                .groupBy(coalesce(label, lit(-1)).as(CLASS))
                .agg(min(PLACE).as(LOWEST), max(PLACE).as(HIGHEST));
        return placed.join(broadcast(ofClasses), coalesce(label, lit(-1)).equalTo(col(CLASS)), "left")
                .withColumn(HELD_OUT, coalesce(isHeldOut(), lit(false)))
                .withColumn(
                        TransferSet.SPLIT,
                        when(col(HELD_OUT), Split.VALIDATION.columnValue()).otherwise(col(TransferSet.SPLIT)))
                .drop(PLACE, CLASS, LOWEST, HIGHEST);
    }

    private Column place() {
        return shiftrightunsigned(xxhash64(lit(seed), NormalizedText.caseFolded()), Long.SIZE - BITS)
                .divide(Math.pow(2, BITS));
    }

    /** Null for examples without a place. */
    private Column isHeldOut() {
        Column place = col(PLACE);
        return when(col(HIGHEST).lt(share), place.lt(col(HIGHEST)))
                .when(col(LOWEST).geq(share), place.equalTo(col(LOWEST)).and(place.lt(col(HIGHEST))))
                .otherwise(place.lt(share));
    }
}
