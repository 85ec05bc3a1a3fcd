package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportedTeachersTest {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final String[] FEATURES = {
        "task.type=features",
        "input.train=[{path=${data}/features.json, format=json, features=x, label=y}]",
        "input.validation=[]",
        "input.test=[]",
        "input.unlabeled=[]",
        "student.network=mlp",
        "teachers=[{name=torch, model=${data}/features.pt}, {name=onnx, model=${data}/features.onnx}]"
    };

    @TempDir
    Path folder;

    private TinyTask task;

    @BeforeEach
    void write() throws IOException {
        task = new TinyTask(folder);
        TinyTeacher.writeFeatureModel(task.file("features.pt"));
        TinyOnnx.writeLinear(task.file("features.onnx"), new float[][] {{0, 1}, {2, 3}, {4, 5}});
    }

    @Test
    void labelsByOnnxAsByTorchScript() throws IOException {
        TinyOnnx.writeTwin(task.file("model.onnx"), List.of("input_ids", "attention_mask", "token_type_ids"));
        String teacher = "{name=%s, model=${data}/model.%s, tokenizer=${data}/tokenizer.json, max-tokens=16}";
        LabelResult result =
                label("teachers=[" + teacher.formatted("torch", "pt") + "," + teacher.formatted("onnx", "onnx") + "]");
        assertThat(result.teachers()).allMatch(one -> one.labeled() == one.examples());
        List<Row> rows = sideBySide();
        assertThat(rows).hasSizeGreaterThan(500);
        for (Row row : rows) {
            assertThat(Floats.array(row, 1)).containsExactly(Floats.array(row, 0), within(1e-6f));
        }
    }

    @Test
    void storesLogitsInTheOrderOfTheClassesWhateverAModelReturns() throws IOException {
        TinyTeacher.writeModel(
                task.file("reversed.pt"),
                TinyTeacher.TWO_CLASSES.replace(
                        "torch.stack([mean, torch.neg(mean)], 1)",
                        "torch.softmax(torch.stack([torch.neg(mean), mean], 1), 1)"));
        String teacher = "{name=%s, model=${data}/%s.pt, tokenizer=${data}/tokenizer.json, max-tokens=16%s}";
        label(
                "teachers=[" + teacher.formatted("torch", "model", "") + ","
                        + teacher.formatted("onnx", "reversed", ", output=probabilities, classes=[1, 0]") + "]",
                "input.unlabeled=[]");
        List<Row> rows = sideBySide();
        assertThat(rows).hasSizeGreaterThan(300);
        for (Row row : rows) {
            float[] expected = Floats.array(row, 0);
            float[] logits = Floats.array(row, 1);
            assertThat(logits[0] - logits[1]).isCloseTo(expected[0] - expected[1], within(1e-5f));
            assertThat(Math.exp(logits[0]) + Math.exp(logits[1])).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void labelsFeatures() throws IOException {
        Files.write(
                task.file("features.json"),
                List.of(
                        "{\"x\": [1, 0, 0], \"y\": 0}", "{\"x\": [-1, 0.5, 2], \"y\": 1}",
                        "{\"x\": [0, 1, 0], \"y\": 0}", "{\"x\": [0, 0, 1], \"y\": 1}"));
        LabelResult result = label(FEATURES);
        assertThat(result.teachers()).allMatch(one -> one.labeled() == 4);
        Dataset<Row> examples = table(TransferSet.TABLE).union(table(TransferSet.EVALUATION_TABLE));
        for (Row row : table(Logits.TABLE)
                .join(examples, Logits.EXAMPLE_KEY)
                .select(Logits.LOGITS, TransferSet.FEATURES)
                .collectAsList()) {
            float[] x = Floats.array(row, 1);
            assertThat(Floats.array(row, 0))
                    .containsExactly(new float[] {2 * x[1] + 4 * x[2], x[0] + 3 * x[1] + 5 * x[2]}, within(1e-6f));
        }
    }

    @Test
    void refusesATeacherOfOtherFeaturesBeforeItLabels() throws IOException {
        Files.write(task.file("features.json"), List.of("{\"x\": [1, 2], \"y\": 0}", "{\"x\": [3, 4], \"y\": 1}"));
        assertThatThrownBy(() -> label(FEATURES))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("Cannot use teacher torch (teachers[0].model = ")
                .hasMessageContaining("Cannot run the model: ")
                .hasMessageEndingWith(
                        "; check the file, whether it reads the 2 features of an example and task.classes = 2");
        assertThat(task.output().resolve(Logits.TABLE)).doesNotExist();
    }

    private LabelResult label(String... overrides) {
        JobContext context = task.context(overrides);
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(SPARK);
        LabelJob label = new LabelJob(context);
        label.validate();
        return (LabelResult) label.run(SPARK);
    }

    /** The logits of both teachers, of one example a row. */
    private List<Row> sideBySide() {
        Dataset<Row> torch = table(Logits.TABLE).where(col(Logits.TEACHER).equalTo("torch"));
        Dataset<Row> onnx = table(Logits.TABLE)
                .where(col(Logits.TEACHER).equalTo("onnx"))
                .select(col(Logits.EXAMPLE_KEY), col(Logits.LOGITS).as("others"));
        return torch.join(onnx, Logits.EXAMPLE_KEY)
                .select(Logits.LOGITS, "others")
                .collectAsList();
    }

    private Dataset<Row> table(String name) {
        return SPARK.read().parquet(task.output().resolve(name).toString());
    }
}
