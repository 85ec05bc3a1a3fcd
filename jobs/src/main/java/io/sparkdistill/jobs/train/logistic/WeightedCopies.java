package io.sparkdistill.jobs.train.logistic;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.LossConfig;
import io.sparkdistill.jobs.train.examples.ExampleEncoder;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;

/**
 * Soft targets for a learner that knows hard labels and weights alone: of every example a copy for each class {@code
 * c}, weighted by {@code c}'s part in the loss. That is {@code soft-weight · q_c} of the teacher's soft target, and
 * {@code hard-weight} times what {@link io.sparkdistill.loss.HardLabelLoss} multiplies {@code −log softmax(z)_c} with.
 * The weighted log-likelihood of all copies is then, but for a factor, exactly the loss of the other trainers, over all
 * examples at once.
 */
public record WeightedCopies(LossConfig loss, int classes) {
    public static final String LABEL = "class";
    public static final String WEIGHT = "weight";

    private static final String COPY = "copy";

    /**
     * The copies of examples, those of weight 0 left out.
     *
     * @param examples with {@link TransferSet#LABEL} and {@link ExampleEncoder#TARGET}, and any other columns
     */
    public Dataset<Row> of(Dataset<Row> examples) {
        double hard = hardFactor(examples);
        double soft = loss.softWeight()
                * loss.soft().stream().mapToDouble(LossConfig.SoftTerm::weight).sum();
        Column[] copies = new Column[classes];
        for (int c = 0; c < classes; c++) {
            Column weight = hardPart(c).multiply(hard);
            if (loss.needsTeacher()) {
                weight = weight.plus(col(ExampleEncoder.TARGET)
                        .getItem(c)
                        .cast(DataTypes.DoubleType)
                        .multiply(soft));
            }
            copies[c] = struct(lit((double) c).as(LABEL), weight.as(WEIGHT));
        }
        Metadata nominal = NominalAttribute.defaultAttr()
                .withName(LABEL)
                .withNumValues(classes)
                .toMetadata();
        return examples.withColumn(COPY, explode(array(copies)))
                .withColumn(LABEL, col(COPY + "." + LABEL).as(LABEL, nominal))
                .withColumn(WEIGHT, col(COPY + "." + WEIGHT))
                .where(col(WEIGHT).gt(0));
    }

    /** Makes of a sum over labeled rows a mean over them, beside a mean over all rows that is left a sum. */
    private double hardFactor(Dataset<Row> examples) {
        double rows = 0;
        double labeled = 0;
        for (Row count : examples.groupBy(TransferSet.LABEL).count().collectAsList()) {
            rows += count.getLong(1);
            labeled += count.isNullAt(0) ? 0 : count.getLong(1) * classWeight(count.getInt(0));
        }
        return labeled == 0 ? 0 : loss.hardWeight() * rows / labeled;
    }

    private double classWeight(int c) {
        return loss.classWeights().isEmpty() ? 1 : loss.classWeights().get(c);
    }

    /** {@code w_c · q_c} of the smoothed label; 0 without a label. */
    private Column hardPart(int c) {
        double share = loss.labelSmoothing() / classes;
        double atLabel = 1 - loss.labelSmoothing() + share;
        Column label = col(TransferSet.LABEL);
        return when(label.isNull(), 0.0)
                .when(label.equalTo(c), classWeight(c) * atLabel)
                .otherwise(classWeight(c) * share);
    }
}
