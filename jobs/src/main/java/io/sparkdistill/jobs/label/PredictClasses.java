package io.sparkdistill.jobs.label;

import io.sparkdistill.distill.Ensemble;
import io.sparkdistill.distill.Predictions;
import io.sparkdistill.jobs.config.LabelConfig.Combination;
import io.sparkdistill.table.Floats;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Predicts the class of a labeled example by each teacher and, if there are several, by all of them combined. It is a
 * function of Spark from rows of a label and the logits of all teachers to rows of {@link #SCHEMA}.
 */
final class PredictClasses implements FlatMapFunction<Row, Row> {
    /** The column of the index of the teacher; all teachers combined have the number of teachers. */
    static final String TEACHER = "teacher";

    static final String LABEL = "label";
    static final String PREDICTED = "predicted";

    static final StructType SCHEMA = new StructType()
            .add(TEACHER, DataTypes.IntegerType, false)
            .add(LABEL, DataTypes.IntegerType, false)
            .add(PREDICTED, DataTypes.IntegerType, false);

    private final Combination combination;
    private final double[] weights;

    PredictClasses(Combination combination, double... weights) {
        this.combination = combination;
        this.weights = weights.clone();
    }

    @Override
    public Iterator<Row> call(Row row) {
        int label = row.getInt(0);
        float[][] logits = Floats.matrix(row, 1);
        List<Row> predictions = new ArrayList<>();
        for (int teacher = 0; teacher < logits.length; teacher++) {
            predictions.add(RowFactory.create(teacher, label, Predictions.predictedClass(logits[teacher])));
        }
        if (logits.length > 1) {
            float[] together = combination == Combination.LOGITS
                    ? Ensemble.mean(logits, weights)
                    : Ensemble.meanSoftTargets(logits, weights, 1);
            predictions.add(RowFactory.create(logits.length, label, Predictions.predictedClass(together)));
        }
        return predictions.iterator();
    }
}
