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
 * Holds out a share of the labeled training examples for validation, or of the unlabeled ones where {@code input.train}
 * is empty. A hash of the seed and of the case-folded text gives each example a number in [0, 1), and it is held out if
 * this is less than the share. The same examples are therefore held out when others are added, and texts that differ in
 * case only stay in one split. Generated texts are never held out, and neither are those that a cascade's student has left
 * to the teacher: among them a cascade would seem to be right more often, since it asks the teacher for them.
 *
 * <p>A class keeps at least one training example. A class without an example below the share gives the one with the
 * lowest number, if it has another one.
 */
final class ValidationSplit {
    /** The column that is true for an example that was moved to validation. */
    static final String HELD_OUT = "held";

    private static final String PLACE = "place";
    private static final String CLASS = "class";
    private static final String LOWEST = "lowest";
    private static final String HIGHEST = "highest";
    /** Bits of the hash that are used: a {@code double} holds no more. */
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
     * Adds the column {@link #HELD_OUT} and moves examples that are held out to the validation split.
     *
     * @param examples with {@link NormalizedText#COLUMN}, {@link ExampleSelection#LEAKED} and
     *     {@link ExampleSelection#LEARNED}
     */
    Dataset<Row> split(Dataset<Row> examples) {
        if (share == 0) {
            return examples.withColumn(HELD_OUT, lit(false));
        }
        Column label = col(TransferSet.LABEL);
        Dataset<Row> placed =
                examples.withColumn(PLACE, when(eligible().and(not(col(ExampleSelection.LEARNED))), place()));
        Dataset<Row> ofClasses = placed.where(col(PLACE).isNotNull())
                .groupBy(coalesce(label, lit(-1)).as(CLASS))
                .agg(min(PLACE).as(LOWEST), max(PLACE).as(HIGHEST));
        Dataset<Row> held = placed.join(
                        broadcast(ofClasses), coalesce(label, lit(-1)).equalTo(col(CLASS)), "left")
                .withColumn(HELD_OUT, coalesce(isHeldOut(), lit(false)));
        return moved(held).drop(PLACE, CLASS, LOWEST, HIGHEST);
    }

    /**
     * Does the same to examples that are added to others: those below the share are held out, whatever their classes.
     */
    Dataset<Row> splitAdded(Dataset<Row> examples) {
        return moved(examples.withColumn(HELD_OUT, eligible().and(place().lt(share))));
    }

    private static Dataset<Row> moved(Dataset<Row> held) {
        return held.withColumn(
                TransferSet.SPLIT,
                when(col(HELD_OUT), Split.VALIDATION.columnValue()).otherwise(col(TransferSet.SPLIT)));
    }

    private Column eligible() {
        Column label = col(TransferSet.LABEL);
        return col(TransferSet.SPLIT)
                .equalTo(Split.TRAIN.columnValue())
                .and(not(col(ExampleSelection.LEAKED)))
                .and(col(TransferSet.PARENT_KEY).isNull())
                .and(labeled ? label.isNotNull() : label.isNull());
    }

    private Column place() {
        return shiftrightunsigned(xxhash64(lit(seed), NormalizedText.caseFolded()), Long.SIZE - BITS)
                .divide(Math.pow(2, BITS));
    }

    /** Returns whether an example is held out; null for examples that are not eligible. */
    private Column isHeldOut() {
        Column place = col(PLACE);
        return when(col(HIGHEST).lt(share), place.lt(col(HIGHEST)))
                .when(col(LOWEST).geq(share), place.equalTo(col(LOWEST)).and(place.lt(col(HIGHEST))))
                .otherwise(place.lt(share));
    }
}
