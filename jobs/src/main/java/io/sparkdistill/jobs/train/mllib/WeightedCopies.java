package io.sparkdistill.jobs.train.mllib;

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
 * Expresses soft targets by weighted hard labels, for a learner that supports these only. Every example has one copy
 * per class {@code c}, whose weight is the factor of {@code −log softmax(z)_c} in the loss: {@code soft-weight · q_c}
 * for the teacher's soft target, plus {@code hard-weight} times the factor of {@link
 * io.sparkdistill.loss.HardLabelLoss}. The weighted log-likelihood of all copies is then, up to a constant factor,
 * exactly the loss of the other trainers over all examples.
 */
public record WeightedCopies(LossConfig loss, int classes) {
    public static final String LABEL = "class";
    public static final String WEIGHT = "weight";

    private static final String COPY = "copy";

    /**
     * Returns the copies of examples, without those of weight 0.
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

    /**
     * Returns the factor of the hard loss. The soft loss is a sum where it should be a mean over all rows, so the hard
     * loss, a mean over labeled rows, has the same factor, the number of all rows.
     */
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

    /** Returns {@code w_c · q_c} of the smoothed label; 0 without a label. */
    private Column hardPart(int c) {
        double share = loss.labelSmoothing() / classes;
        double atLabel = 1 - loss.labelSmoothing() + share;
        Column label = col(TransferSet.LABEL);
        return when(label.isNull(), 0.0)
                .when(label.equalTo(c), classWeight(c) * atLabel)
                .otherwise(classWeight(c) * share);
    }
}
