package io.sparkdistill.jobs.train.mllib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.StudentConfig.LogisticStudent;
import io.sparkdistill.training.DivergedException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class LogisticFeaturesTest {
    private static final StructType SCHEMA = new StructType()
            .add(FeatureLearner.VECTOR, SQLDataTypes.VectorType())
            .add(WeightedCopies.LABEL, DataTypes.DoubleType)
            .add(WeightedCopies.WEIGHT, DataTypes.DoubleType);

    /** Fits two features, of which the first has the sign of the class, to 40 copies. */
    private static FeatureLearner.Fitted fit(double scale) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double sign = i % 2 == 0 ? -1 : 1;
            rows.add(RowFactory.create(Vectors.dense(scale * sign * (1 + i % 7), i % 3), (double) (i % 2), 1.0));
        }
        return new LogisticFeatures(new LogisticStudent(1, 1, 0.01, 50))
                .fit(LocalSpark.session().createDataFrame(rows, SCHEMA), new FeatureLearner.Task(2, 2, 1, 3));
    }

    @Test
    void refusesWeightsThatAreNotFinite() {
        float[] logits = fit(1).logits(new float[] {3, 1});
        assertThat(logits[1]).isGreaterThan(logits[0]);
        assertThatThrownBy(() -> fit(1e-42))
                .isInstanceOf(DivergedException.class)
                .hasMessage(
                        "a weight of the regression is -Infinity; scale features that are very large or very small");
    }
}
