package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureModelTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        TinyTeacher.writeFeatureModel(folder.resolve("x-model.pt"));
        TinyOnnx.writeLinear(folder.resolve("x-model.onnx"), new float[][] {{0, 1}, {2, 3}, {4, 5}});
    }

    @ParameterizedTest
    @EnumSource(ModelFormat.class)
    void answersFeaturesAndRefusesThoseOfAnotherWidthAlone(ModelFormat format) throws IOException {
        List<RowResult> answers = ask(format, features(1, 0, 0), features(1, 2), features(-1, 0.5f, 2), text());
        assertThat(((RowResult.Prediction) answers.get(0)).logits()).containsExactly(new float[] {0, 1}, within(1e-6f));
        assertThat(((RowResult.Prediction) answers.get(2)).logits())
                .containsExactly(new float[] {9, 10.5f}, within(1e-6f));
        assertThat(((RowResult.Prediction) answers.get(2)).tokenCount()).isEqualTo(1);
        assertThat(((RowResult.Refusal) answers.get(1)).reason())
                .startsWith("the model failed: Cannot run the model: ");
        assertThat(((RowResult.Refusal) answers.get(3)).reason())
                .endsWith("Cannot read the input: the model reads features, and the input has none");
    }

    private List<RowResult> ask(ModelFormat format, ModelInput... inputs) throws IOException {
        FeatureModelSpec spec = new FeatureModelSpec(
                ModelIdentity.named("tiny").withFingerprint("x").withClasses(2), format, ModelOutput.LOGITS);
        try (ExportedModel<FeatureTensors.Features> model = spec.load(ModelFiles.in(folder), Device.cpu())) {
            return Labeling.label(model, List.of(inputs), new BatchLimits(64, 64, 64));
        }
    }

    private static ModelInput features(float... values) {
        return new ModelInput(null, null, values);
    }

    private static ModelInput text() {
        return new ModelInput("a film", null, null);
    }
}
