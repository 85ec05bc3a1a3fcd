package io.sparkdistill.jobs.train;

import io.sparkdistill.logistic.LogisticModel;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.IDFModel;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;

/**
 * A fitted regression, in both of its forms.
 *
 * @param model as plain arrays
 * @param terms the stages of MLlib before the regression
 * @param regression the last stage
 */
record FittedTerms(LogisticModel model, PipelineModel terms, LogisticRegressionModel regression) {
    /**
     * Takes over what MLlib fitted.
     *
     * @param temperature by which its logits are multiplied
     */
    static FittedTerms of(
            LogisticModel.Shape shape, PipelineModel terms, LogisticRegressionModel fitted, double temperature) {
        LogisticRegressionModel regression = scaled(fitted, temperature);
        PipelineStage[] stages = terms.stages();
        double[] frequencies = ((IDFModel) stages[stages.length - 1]).idf().toArray();
        Matrix coefficients = regression.coefficientMatrix();
        Vector intercepts = regression.interceptVector();
        int classes = shape.classes();
        float[] weights = new float[shape.features() * classes];
        float[] biases = new float[classes];
        for (int i = 0; i < classes; i++) {
            biases[i] = (float) intercepts.apply(i);
            for (int feature = 0; feature < shape.features(); feature++) {
                weights[feature * classes + i] = (float) (frequencies[feature] * coefficients.apply(i, feature));
            }
        }
        return new FittedTerms(new LogisticModel(shape, biases, weights), terms, regression);
    }

    private static LogisticRegressionModel scaled(LogisticRegressionModel fitted, double factor) {
        double[] intercepts = fitted.interceptVector().toArray().clone();
        for (int i = 0; i < intercepts.length; i++) {
            intercepts[i] *= factor;
        }
        Matrix coefficients = fitted.coefficientMatrix().copy();
        coefficients.update(weight -> factor * (double) weight);
        LogisticRegressionModel scaled = new LogisticRegressionModel(
                fitted.uid(), coefficients, Vectors.dense(intercepts), fitted.numClasses(), true);
        scaled.set(scaled.featuresCol(), fitted.getFeaturesCol());
        return scaled;
    }

    /**
     * The whole pipeline of MLlib.
     *
     * @param schema a dataset with its input columns
     */
    PipelineModel pipeline(Dataset<?> schema) {
        PipelineStage[] stages = Stream.concat(Arrays.stream(terms.stages()), Stream.of(regression))
                .toArray(PipelineStage[]::new);
        return new Pipeline().setStages(stages).fit(schema);
    }
}
