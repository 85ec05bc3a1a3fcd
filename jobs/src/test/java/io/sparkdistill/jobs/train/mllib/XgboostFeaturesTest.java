package io.sparkdistill.jobs.train.mllib;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.distill.Softmax;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.HiddenLossConfig;
import io.sparkdistill.jobs.config.LossConfig;
import io.sparkdistill.jobs.config.StudentConfig.LogisticStudent;
import io.sparkdistill.jobs.config.StudentConfig.XgboostStudent;
import io.sparkdistill.jobs.train.examples.ExampleEncoder;
import io.sparkdistill.loss.FeatureLoss;
import io.sparkdistill.student.BoostedTreesModel;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** XGBoost learns soft targets that depend on whether two features have the same sign: XOR. */
@Tag("xgboost")
class XgboostFeaturesTest {
    @TempDir
    static Path folder;

    private static final int ROWS = 600;
    private static final StructType SCHEMA = new StructType()
            .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType)
            .add(FeatureLearner.VECTOR, SQLDataTypes.VectorType())
            .add(TransferSet.LABEL, DataTypes.IntegerType)
            .add(ExampleEncoder.TARGET, DataTypes.createArrayType(DataTypes.FloatType));

    private static XgboostStudent student(int workers, double subsample) {
        return new XgboostStudent(20, 3, 0.3, 1, 1, 64, subsample, 1, workers);
    }

    /** Returns the soft target of the first class: 0.9 or 0.2; the other classes share the rest. */
    private static float first(double[] features) {
        return features[0] > 0 == features[1] > 0 ? 0.9f : 0.2f;
    }

    private static Dataset<Row> copies(int classes) {
        return copies(classes, 1);
    }

    /** Scales the first feature, and the second by the inverse. */
    private static Dataset<Row> copies(int classes, double scale) {
        Random random = new Random(5);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            // Some features are 0 exactly, as is a threshold, and one is useless.
            double[] features = {
                (float) (scale * random.nextGaussian()),
                (float) (random.nextGaussian() / scale),
                random.nextInt(3) - 1,
                7,
                random.nextBoolean() ? (float) scale : 0
            };
            features[1] = i % 5 == 0 ? 0 : features[1];
            List<Float> target = new ArrayList<>(List.of(first(features)));
            for (int c = 1; c < classes; c++) {
                target.add((1 - target.get(0)) / (classes - 1));
            }
            rows.add(RowFactory.create("key-" + i, Vectors.dense(features), null, target));
        }
        LossConfig loss = new LossConfig(
                List.of(new LossConfig.SoftTerm(LossConfig.SoftLoss.KL, 1)),
                1,
                1,
                0,
                0,
                List.of(),
                new HiddenLossConfig(0, FeatureLoss.Distance.MSE, 0, 0));
        return new WeightedCopies(loss, classes).of(LocalSpark.session().createDataFrame(rows, SCHEMA));
    }

    private static FeatureLearner.Task task(int classes) {
        return new FeatureLearner.Task(5, classes, 1, 3);
    }

    private static float[] floats(Vector features) {
        double[] values = features.toArray();
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Compares the margins of the trees that were read out with those that XGBoost computes itself. */
    private static void requireThatMarginsAgree(FeatureLearner.Fitted fitted, Dataset<Row> copies, int classes)
            throws IOException {
        Path files = Files.createDirectories(folder.resolve("student-" + classes));
        fitted.save(files);
        BoostedTreesModel model = BoostedTreesModel.load(files::resolve);
        List<Row> rows = fitted.pipeline(copies)
                .transform(copies)
                .select(FeatureLearner.VECTOR, "rawPrediction")
                .collectAsList();
        assertThat(rows).hasSize(ROWS * classes);
        for (Row row : rows) {
            // Of two classes, XGBoost4J-Spark gives the margin and its negative.
            float[] theirs = floats(row.getAs(1));
            float[] expected = classes == 2 ? new float[] {theirs[1]} : theirs;
            assertThat(model.margins(floats(row.getAs(0)))).containsExactly(expected);
        }
    }

    private static FeatureLearner.Fitted fit(Dataset<Row> copies, int classes, int workers, double subsample) {
        return new XgboostFeatures(student(workers, subsample)).fit(copies, task(classes));
    }

    @Test
    void theTreesHaveExactlyTheMarginsOfXgboost() throws IOException {
        for (int classes : List.of(2, 4)) {
            // Four classes have features at both ends of the range of float.
            Dataset<Row> copies = copies(classes, classes == 2 ? 1 : 5e37);
            FeatureLearner.Fitted fitted = fit(copies, classes, classes / 2, 1);
            requireThatMarginsAgree(fitted, copies, classes);
            double[] losses = fitted.losses().orElseThrow();
            assertThat(losses).hasSize(20);
            assertThat(losses[19]).isLessThan(losses[0]);
        }
    }

    @Test
    void learnsTheSoftTargetsOfXorWhereLogisticRegressionDoesNot() throws IOException {
        Dataset<Row> copies = copies(2);
        FeatureLearner.Fitted boosted = fit(copies, 2, 1, 1);
        FeatureLearner.Fitted logistic = new LogisticFeatures(new LogisticStudent(1, 1, 0, 50)).fit(copies, task(2));
        assertThat(meanError(boosted, copies)).isLessThan(0.05);
        assertThat(meanError(logistic, copies)).isGreaterThan(0.25);
        boosted.save(folder);
        assertThat(Files.readAllLines(folder.resolve(XgboostFeatures.GAINS)))
                .startsWith("feature,gain,splits")
                .element(1, InstanceOfAssertFactories.STRING)
                .matches("[01],[0-9.]+,[0-9]+");
    }

    /** Returns the mean difference between the probability of the first class and its soft target. */
    private static double meanError(FeatureLearner.Fitted fitted, Dataset<Row> copies) {
        return copies.select(FeatureLearner.VECTOR).collectAsList().stream()
                .map(row -> row.<Vector>getAs(0))
                .mapToDouble(features -> Math.abs(
                        first(features.toArray()) - Softmax.softTargets(fitted.logits(floats(features)), 1)[0]))
                .average()
                .orElseThrow();
    }

    @Test
    void theTreesDoNotDependOnTheOrderOfTheExamples() {
        Dataset<Row> copies = copies(2);
        Dataset<Row> shuffled = copies.orderBy(rand(7)).repartition(3);
        FeatureLearner.Fitted one = fit(copies, 2, 2, 0.5);
        FeatureLearner.Fitted other = fit(shuffled, 2, 2, 0.5);
        FeatureLearner.Fitted whole = fit(copies, 2, 2, 1);
        float[] features = {0.3f, -0.2f, 0, 7, 0};
        assertThat(other.losses().orElseThrow()).isEqualTo(one.losses().orElseThrow());
        assertThat(other.logits(features)).isEqualTo(one.logits(features)).isNotEqualTo(whole.logits(features));
    }

    @Test
    void refusesWorkersWithoutExamples() {
        Dataset<Row> copies = copies(2).where(col(TransferSet.EXAMPLE_KEY).equalTo("key-1"));
        assertThatThrownBy(() -> fit(copies, 2, 2, 1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot train student.network xgboost: student.xgboost.workers = 2, and only 1 of them get examples; lower it");
    }
}
