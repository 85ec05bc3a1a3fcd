package io.sparkdistill.jobs.train;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.export.ExportJob;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Pipeline;
import io.sparkdistill.serving.Student;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Students on features learn a linear teacher of two classes, whose logit of class 1 is three times the first feature. */
class FeaturesTrainerTest {
    private static final double TEMPERATURE = 2;

    @TempDir
    static Path folder;

    private static TinyTask task;

    @BeforeAll
    static void write() throws IOException {
        task = new TinyTask(folder);
        TinyOnnx.writeLinear(task.file("model.onnx"), new float[][] {{0, 3}, {0, 0}});
        Files.write(task.file("train.json"), rows(400, 1));
        Files.write(task.file("validation.json"), rows(60, 2));
    }

    private static List<String> rows(int count, int seed) {
        Random random = new Random(seed);
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            float[] features = {(float) random.nextGaussian(), (float) random.nextGaussian()};
            rows.add("{\"x\": %s, \"y\": %d}".formatted(Arrays.toString(features), features[0] > 0 ? 1 : 0));
        }
        return rows;
    }

    private static JobContext context(String network) {
        return task.context(
                "task.type=features",
                "input.train=[{path=${data}/train.json, format=json, features=x, label=y}]",
                "input.validation=[{path=${data}/validation.json, format=json, features=x, label=y}]",
                "input.test=[]",
                "input.unlabeled=[]",
                "teachers=[{name=linear, model=${data}/model.onnx}]",
                "student.network=" + network,
                "student.forest={trees=10, max-depth=4}",
                "student.tree.max-depth=3",
                "student.logistic.regularization=0",
                "student.xgboost={rounds=30, max-depth=3, learning-rate=0.3}",
                "train.temperature=2",
                "train.soft-weight=1",
                "train.hard-weight=0",
                "train.baseline.enabled=false");
    }

    private static JobContext run(String network) {
        JobContext context = context(network);
        for (Job job : Pipeline.jobs(context)) {
            job.validate();
            job.run(LocalSpark.session());
        }
        return context;
    }

    /** Exports the student, which is compared with the exported one on all examples. */
    private static void requireThatTheExportAgrees(JobContext context) throws IOException {
        assertThat(new ExportJob(context).run(LocalSpark.session()).summary())
                .containsPattern(
                        "model.onnx: largest difference of a logit [0-9.]+e[+-]0[06-9], same class for 1.0000 of 61")
                .contains("no model-int8.onnx: the student is too small to gain by it");
        try (Student served = Student.open(task.run().resolve("export"))) {
            assertThat(served.predict(new float[] {2, 0}).className()).isEqualTo("1");
            assertThat(served.predict(new float[] {-2, 0}).className()).isEqualTo("0");
        }
    }

    /** Compares the predictions of evaluate with those of the pipeline, whose probabilities are of another temperature. */
    private static void requireThatThePipelineAgrees(double temperature) throws IOException {
        Path student = task.run().resolve("student");
        Dataset<Row> examples = LocalSpark.session()
                .read()
                .parquet(task.output().resolve("evaluation_set").toString())
                .dropDuplicates(TransferSet.EXAMPLE_KEY)
                .select(
                        col(TransferSet.EXAMPLE_KEY),
                        array_to_vector(col(TransferSet.FEATURES)).as("features"));
        Dataset<Row> predicted = LocalSpark.session()
                .read()
                .parquet(task.run().resolve("evaluation/predictions").toString())
                .where(col(Predicted.MODEL).equalTo("student"))
                .select(Predicted.EXAMPLE_KEY, Predicted.PROBABILITIES)
                .distinct();
        List<Row> rows = PipelineModel.load(student.resolve("pipeline").toString())
                .transform(examples)
                .join(predicted, Predicted.EXAMPLE_KEY)
                .select(Predicted.PROBABILITIES, "probability")
                .collectAsList();
        assertThat(rows).hasSize(60);
        for (Row row : rows) {
            Vector theirs = row.getAs(1);
            double odds = Math.pow(theirs.apply(1) / theirs.apply(0), temperature);
            assertThat((double) Floats.array(row, 0)[1]).isCloseTo(odds / (1 + odds), within(1e-5));
        }
        assertThat(summary().best().validation().accuracy()).isGreaterThan(0.9);
    }

    private static StudentSummary summary() throws IOException {
        return new ObjectMapper()
                .readValue(task.run().resolve("student/training.json").toFile(), StudentSummary.class);
    }

    @Test
    void fitsLogisticRegressionToTheTeachersLogits() throws IOException {
        JobContext context = run("logistic");
        requireThatThePipelineAgrees(1);
        requireThatTheExportAgrees(context);
        assertThat(summary().others()).isEqualTo(3 * 2);
        assertThat(summary().epochs()).hasSizeGreaterThan(2);
    }

    @Test
    void fitsATreeAndWritesItsRules() throws IOException {
        JobContext context = run("tree");
        requireThatThePipelineAgrees(TEMPERATURE);
        requireThatTheExportAgrees(context);
        String rules = Files.readString(task.run().resolve("student/rules.txt"));
        assertThat(rules).startsWith("if feature 0 <= ").contains("class 0 (").contains("class 1 (");
        // MLlib merges neighboring leaves of the same class.
        assertThat(rules.lines().filter(line -> line.contains("class"))).hasSize(2);
        assertThat(summary().best().trainLoss()).isBetween(0.1, 0.6);
    }

    @Test
    void fitsAForest() throws IOException {
        JobContext context = run("forest");
        requireThatThePipelineAgrees(TEMPERATURE);
        requireThatTheExportAgrees(context);
        assertThat(task.run().resolve("student/rules.txt")).doesNotExist();
    }

    @Test
    @Tag("xgboost")
    void fitsBoostedTrees() throws IOException {
        JobContext context = run("xgboost");
        requireThatThePipelineAgrees(TEMPERATURE);
        requireThatTheExportAgrees(context);
        assertThat(summary().epochs()).hasSize(30);
        assertThat(summary().best().trainLoss()).isBetween(0.1, 0.6);
        assertThat(Files.readString(task.run().resolve("student/student.json")))
                .contains("\"type\" : \"boosted-trees\"", "\"trees\" : 30");
        assertThat(task.run().resolve("student/feature-gains.csv")).content().startsWith("feature,gain,splits\n0,");
    }

    @Test
    void refusesBoostedTreesWithoutTheJarOfXgboost() {
        // With Spark 4, no jar is asked for.
        assumeTrue(LocalSpark.session().version().startsWith("3."));
        assertThatThrownBy(() -> new TrainJob(context("xgboost")).validate())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "student.network needs a jar that is not on the class path: for Spark 3.5, add `--packages ml.dmlc:xgboost4j-spark_2.12:2.1.4` to spark-submit: xgboost");
    }
}
