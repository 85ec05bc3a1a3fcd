package io.sparkdistill.jobs.train.mllib;

import io.sparkdistill.jobs.config.StudentConfig.LogisticStudent;
import io.sparkdistill.student.LogisticModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Fits logistic regression on features. */
public record LogisticFeatures(LogisticStudent student) implements FeatureLearner {
    @Override
    public String name() {
        return LogisticModel.NAME;
    }

    @Override
    public Fitted fit(Dataset<Row> copies, Task task) {
        LogisticRegressionModel model = new LogisticRegression()
                .setFamily("multinomial")
                .setFeaturesCol(VECTOR)
                .setLabelCol(WeightedCopies.LABEL)
                .setWeightCol(WeightedCopies.WEIGHT)
                .setRegParam(student.regularization())
                .setMaxIter(student.iterations())
                .fit(copies);
        LogisticModel.Shape shape = LogisticModel.Shape.ofFeatures(task.features(), task.classes());
        double[] losses = model.summary().objectiveHistory();
        return new Regression(FittedRegression.ofFeatures(shape, model, task.temperature()), Optional.of(losses));
    }

    private record Regression(FittedRegression fitted, Optional<double[]> losses) implements Fitted {
        @Override
        public long parameterCount() {
            return fitted.model().shape().parameterCount();
        }

        @Override
        public float[] logits(float[] features) {
            return fitted.model().logits(features);
        }

        @Override
        public void save(Path folder) throws IOException {
            fitted.model().save(folder);
        }

        @Override
        public PipelineModel pipeline(Dataset<Row> schema) {
            return fitted.pipeline(schema);
        }
    }
}
