package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.LabelConfig.Combination;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationFiguresTest {
    private static final String PREDICTIONS = "predictions";
    private static final String VALIDATION = Split.VALIDATION.columnValue();
    private static final String TEST = Split.TEST.columnValue();

    @TempDir
    Path folder;

    @Test
    void countsEveryFigureAsComputedByHand() {
        JobContext context = context();
        write(
                context,
                row("a", VALIDATION, 0, Evaluation.TEACHER, 0, 0.9f, 0.1),
                row("b", VALIDATION, 0, Evaluation.TEACHER, 0, 0.9f, 0.1),
                row("c", VALIDATION, 1, Evaluation.TEACHER, 1, 0.9f, 0.1),
                row("d", VALIDATION, 1, Evaluation.TEACHER, 0, 0.9f, 2.3),
                row("e", TEST, null, Evaluation.TEACHER, 1, 0.9f, null),
                row("f", TEST, null, Evaluation.TEACHER, 0, 0.9f, null),
                row("a", VALIDATION, 0, Artifacts.STUDENT, 0, 0.95f, 0.1),
                row("b", VALIDATION, 0, Artifacts.STUDENT, 1, 0.65f, 0.2),
                row("c", VALIDATION, 1, Artifacts.STUDENT, 1, 0.75f, 0.3),
                row("d", VALIDATION, 1, Artifacts.STUDENT, 1, 0.85f, 0.4),
                row("e", TEST, null, Artifacts.STUDENT, 1, 0.9f, null),
                row("f", TEST, null, Artifacts.STUDENT, 1, 0.9f, null));
        PredictionCounts counts = PredictionCounts.of(context, LocalSpark.session(), PREDICTIONS);

        SplitMetrics student = counts.metrics(Artifacts.STUDENT).get(VALIDATION);
        assertThat(student.rows()).isEqualTo(4);
        assertThat(student.accuracy()).isEqualTo(0.75);
        assertThat(student.errors()).isEqualTo(1);
        // F1 is 2 / 3 of class 0 and 4 / 5 of class 1.
        assertThat(student.macroF1()).isCloseTo((2.0 / 3 + 0.8) / 2, within(1e-12));
        assertThat(student.nll()).isCloseTo(0.25, within(1e-12));
        assertThat(student.ece()).isCloseTo((0.05 + 0.65 + 0.25 + 0.15) / 4, within(1e-6));
        assertThat(student.agreement()).isEqualTo(0.5);
        assertThat(student.recall()).isEqualTo(Map.of("0", 0.5, "1", 1.0));

        SplitMetrics unlabeled = counts.metrics(Artifacts.STUDENT).get(TEST);
        assertThat(unlabeled).isEqualTo(new SplitMetrics(null, null, null, null, 0.5, 2, Map.of(), null));
        assertThat(counts.metrics(Evaluation.TEACHER).get(VALIDATION).accuracy())
                .isEqualTo(0.75);
    }

    @Test
    void tunesABiasToTheMiddleOfTheRangeThatPredictsEveryValidationExample() {
        JobContext context = context("evaluate.set-bias=[1]");
        write(
                context,
                ofClassOne("a", 1, 0.35f),
                ofClassOne("b", 1, 0.45f),
                ofClassOne("c", 0, 0.2f),
                ofClassOne("d", 0, 0.1f));
        Map<String, Double> biases = new BiasTuning(context, LocalSpark.session(), PREDICTIONS).choose();

        double from = Math.log(0.65 / 0.35);
        double to = Math.log(0.8 / 0.2);
        assertThat(biases).containsOnlyKeys("1");
        assertThat(biases.get("1")).isCloseTo((from + to) / 2, within(1e-5));
        List<Row> biased = context.output()
                .read(LocalSpark.session(), PREDICTIONS, Predicted.SCHEMA)
                .where(col(Predicted.MODEL).equalTo(Evaluation.BIASED))
                .collectAsList();
        assertThat(biased).hasSize(4).allSatisfy(row -> assertThat(row.<Integer>getAs(Predicted.PREDICTED))
                .isEqualTo(row.<Integer>getAs(Predicted.LABEL)));
    }

    @Test
    void matchesTheMeanProbabilitiesByTheTeacherWithoutLabels() {
        JobContext context = context(
                "evaluate.set-bias=[0, 1]",
                "evaluate.set-bias-by=teacher",
                "teachers=[{name=t, model=m.pt, tokenizer=t.json}]");
        write(
                context,
                row("a", VALIDATION, null, Evaluation.TEACHER, 1, 0.9f, null),
                row("b", VALIDATION, null, Evaluation.TEACHER, 0, 0.7f, null),
                row("c", TEST, null, Evaluation.TEACHER, 0, 0.99f, null),
                row("a", VALIDATION, null, Artifacts.STUDENT, 0, 0.6f, null),
                row("b", VALIDATION, null, Artifacts.STUDENT, 0, 0.9f, null),
                row("c", TEST, null, Artifacts.STUDENT, 0, 0.99f, null));

        Map<String, Double> biases = new BiasTuning(context, LocalSpark.session(), PREDICTIONS).choose();

        assertThat(biases).containsOnlyKeys("0", "1");
        double mean = context
                .output()
                .read(LocalSpark.session(), PREDICTIONS, Predicted.SCHEMA)
                .where(col(Predicted.MODEL).equalTo(Evaluation.BIASED))
                .where(col(Predicted.SPLIT).equalTo(VALIDATION))
                .collectAsList()
                .stream()
                .mapToDouble(row -> Floats.array(row, row.fieldIndex(Predicted.PROBABILITIES))[1])
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo((0.9 + 0.3) / 2, within(1e-5));
    }

    @Test
    void combinesProbabilitiesOfModelsByTheirWeights() {
        StructType schema = new StructType()
                .add(Predicted.EXAMPLE_KEY, DataTypes.StringType)
                .add(Predicted.SPLIT, DataTypes.StringType)
                .add(Predicted.LABEL, DataTypes.IntegerType)
                .add(Logits.LOGITS, DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType)));
        Float[][] logits = {{0f, 0f}, {0f, (float) Math.log(3)}};
        Row example = LocalSpark.session()
                .createDataFrame(List.of(RowFactory.create("a", TEST, 0, logits)), schema)
                .first();

        Row prediction = new CombinePredictions("m", Combination.PROBABILITIES, 1, 3).call(example);

        // The first class has (1 * 1/2 + 3 * 1/4) / 4.
        assertThat((float[]) prediction.get(4)).containsExactly(new float[] {0.3125f, 0.6875f}, within(1e-6f));
        assertThat(prediction.getInt(5)).isEqualTo(1);
        assertThat(prediction.getDouble(6)).isCloseTo(-Math.log(0.3125), within(1e-6));
    }

    @Test
    void addsTheTimesOfModelsThatAreRunOneAfterTheOther() {
        ModelCost both = new ModelCost(3, 10, 1, 30).plus(new ModelCost(4, 20, 2, 60));
        assertThat(both).isEqualTo(new ModelCost(7, 30, 3, both.rowsPerSecond()));
        assertThat(both.rowsPerSecond()).isCloseTo(20, within(1e-9));
    }

    private JobContext context(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "output=" + folder,
                "task.classes=2",
                "evaluate.calibration-bins=10",
                "input.train=[{path=x.tsv, text=sentence, label=label}]"));
        all.addAll(List.of(settings));
        return new JobContext(ConfigLoader.load("", "test", all, Map.of()), new Configuration());
    }

    private static void write(JobContext context, Row... rows) {
        context.output().append(LocalSpark.session().createDataFrame(List.of(rows), Predicted.SCHEMA), PREDICTIONS);
    }

    private static Row ofClassOne(String key, int label, float probability) {
        return RowFactory.create(
                key,
                VALIDATION,
                label,
                Artifacts.STUDENT,
                new Float[] {1 - probability, probability},
                probability > 0.5 ? 1 : 0,
                0.0);
    }

    private static Row row(
            String key, String split, Integer label, String model, int predicted, float confidence, Double nll) {
        Float[] probabilities =
                predicted == 0 ? new Float[] {confidence, 1 - confidence} : new Float[] {1 - confidence, confidence};
        return RowFactory.create(key, split, label, model, probabilities, predicted, nll);
    }
}
