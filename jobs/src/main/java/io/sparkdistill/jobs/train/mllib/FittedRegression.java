package io.sparkdistill.jobs.train.mllib;

import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.training.DivergedException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.IDFModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;

/**
 * A fitted regression holds a fitted logistic regression as a student of this project and as a pipeline of MLlib.
 *
 * @param model the student
 * @param stages stages of the pipeline before the regression; none for features
 * @param regression last stage of the pipeline
 */
public record FittedRegression(LogisticModel model, List<PipelineStage> stages, LogisticRegressionModel regression) {
    public FittedRegression {
        stages = List.copyOf(stages);
    }

    /**
     * Converts a regression that MLlib has fitted.
     *
     * @param temperature by which its logits are multiplied
     * @throws DivergedException if a weight is not finite
     */
    public static FittedRegression of(
            LogisticModel.Shape shape, PipelineModel terms, LogisticRegressionModel fitted, double temperature) {
        PipelineStage[] stages = terms.stages();
        return of(shape, stages, ((IDFModel) stages[stages.length - 1]).idf().toArray(), fitted, temperature);
    }

    /**
     * Converts a regression on features that MLlib has fitted.
     *
     * @param temperature by which its logits are multiplied
     * @throws DivergedException if a weight is not finite
     */
    public static FittedRegression ofFeatures(
            LogisticModel.Shape shape, LogisticRegressionModel fitted, double temperature) {
        double[] factors = new double[shape.features()];
        Arrays.fill(factors, 1);
        return of(shape, new PipelineStage[0], factors, fitted, temperature);
    }

    /** Converts a regression whose inputs the student has before they are multiplied by a factor per feature. */
    private static FittedRegression of(
            LogisticModel.Shape shape,
            PipelineStage[] stages,
            double[] factors,
            LogisticRegressionModel fitted,
            double temperature) {
        int classes = shape.classes();
        float[] intercepts = new float[classes];
        for (int c = 0; c < classes; c++) {
            intercepts[c] = (float) (temperature * fitted.interceptVector().apply(c));
        }
        // The matrix is stored by columns, and a column is a feature: this is the layout of the student's weights.
        double[] coefficients = scaled(fitted.coefficientMatrix().toArray(), temperature);
        float[] weights = new float[coefficients.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (factors[i / classes] * coefficients[i]);
        }
        requireFinite(intercepts);
        requireFinite(weights);
        LogisticRegressionModel regression = new LogisticRegressionModel(
                fitted.uid(),
                new DenseMatrix(classes, shape.features(), coefficients).toSparse(),
                Vectors.dense(scaled(fitted.interceptVector().toArray(), temperature)),
                classes,
                true);
        regression.set(regression.featuresCol(), fitted.getFeaturesCol());
        return new FittedRegression(new LogisticModel(shape, intercepts, weights), List.of(stages), regression);
    }

    /** Refuses weights that are not finite: MLlib fits them, without an error, where features are very small or very large. */
    private static void requireFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new DivergedException(
                        "a weight of the regression is %s; scale features that are very large or very small"
                                .formatted(value));
            }
        }
    }

    private static double[] scaled(double[] values, double factor) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }

    /**
     * Returns the whole pipeline of MLlib.
     *
     * @param schema a dataset with the input columns of the pipeline
     */
    public PipelineModel pipeline(Dataset<?> schema) {
        PipelineStage[] all =
                Stream.concat(stages.stream(), Stream.of(regression)).toArray(PipelineStage[]::new);
        return new Pipeline().setStages(all).fit(schema);
    }
}
