package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.distill.LogitsComparison;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.quantization.OnnxQuantization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherComparisonTest {
    private static final int FEATURES = 600;
    private static final int ROWS = 50;

    @TempDir
    Path folder;

    @Test
    void showsAccuracyAndDifferenceOfAQuantizedTeacher() throws IOException {
        TinyTask task = new TinyTask(folder);
        Random random = new Random(5);
        float[][] weights = new float[FEATURES][];
        for (int i = 0; i < FEATURES; i++) {
            weights[i] = new float[] {(float) random.nextGaussian(), (float) random.nextGaussian()};
        }
        Path model = TinyOnnx.writeLinear(task.file("model.onnx"), weights);
        Files.write(task.file("features.json"), rows(random, weights));
        Files.write(task.file("train.json"), rows(random, weights));
        Path quantized = task.file("model-int8.onnx");
        OnnxQuantization.quantize(model, quantized);

        JobContext context = task.context(
                "task.type=features",
                "student.network=mlp",
                "input.train=[{path=${data}/train.json, format=json, features=x, label=y}]",
                "input.validation=[{path=${data}/features.json, format=json, features=x, label=y}]",
                "input.test=[]",
                "input.unlabeled=[]",
                "teachers=[{name=linear, model=${data}/model.onnx, alternatives=[${data}/model-int8.onnx]}]");
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(LocalSpark.session());
        TeacherConfig teacher = context.config().teachers().get(0);
        String table = new TeacherComparison(context, LocalSpark.session())
                .compare(teacher, teacher.at("linear", quantized.toString()));
        // The labels are the classes of the model, so that its accuracy is 1 less the one row that is labeled wrong.
        assertThat(table).containsPattern("model.onnx +│ +0.9800 ").containsPattern("model-int8.onnx +│ +0.9[0-9]+ ");
        assertThat(table).endsWith("50 labeled examples, on one thread");
        EstimateJob estimate = new EstimateJob(context);
        estimate.validate();
        assertThat(estimate.run(LocalSpark.session()).summary())
                .containsPattern("model.onnx +│ +0.9800 ")
                .containsPattern("(set teachers\\[0].model = .*model-int8.onnx: |teachers\\[0].model is the fastest)");
    }

    @Test
    void recommendsTheFastestThatAgrees() {
        TeacherComparison.Measured first = measured("a.pt", 1, 10);
        TeacherComparison.Measured onnx = measured("a.onnx", 1, 20);
        TeacherComparison.Measured int8 = measured("a-int8.onnx", 0.97, 30);
        assertThat(TeacherComparison.fastest(List.of(first, onnx, int8), 0.98)).isSameAs(onnx);
        assertThat(TeacherComparison.fastest(List.of(first, onnx, int8), 0.9)).isSameAs(int8);
        assertThat(TeacherComparison.fastest(List.of(onnx, first, int8), 0.98)).isSameAs(onnx);
    }

    private static TeacherComparison.Measured measured(String model, double agreement, double rowsPerSecond) {
        return new TeacherComparison.Measured(
                model, new LogitsComparison(100, 0.1, agreement, 100, 0.9, 0.9), rowsPerSecond);
    }

    @Test
    void needsExamples() throws IOException {
        JobContext context = new TinyTask(folder).context();
        assertThatThrownBy(() -> new TeacherComparison(context, LocalSpark.session()))
                .isInstanceOf(InputException.class)
                .hasMessage("Cannot compare the files of a teacher: there are no examples; set input");
    }

    private static List<String> rows(Random random, float[][] weights) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            float[] features = new float[FEATURES];
            double difference = 0;
            for (int i = 0; i < FEATURES; i++) {
                features[i] = (float) random.nextGaussian();
                difference += features[i] * (weights[i][1] - weights[i][0]);
            }
            boolean second = difference > 0 ^ row == 0;
            rows.add("{\"x\": %s, \"y\": %d}".formatted(Arrays.toString(features), second ? 1 : 0));
        }
        return rows;
    }
}
