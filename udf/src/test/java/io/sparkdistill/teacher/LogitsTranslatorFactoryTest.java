package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.tokenizer.SubwordTokens;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitsTranslatorFactoryTest {
    private static final List<TokenizerOutput> INPUTS = List.of(TokenizerOutput.values());
    private static final List<String> TEXTS =
            List.of("good film", "a very very very very very very very long film", "bad", "not a good film");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"PyTorch, TORCH_SCRIPT", "OnnxRuntime, ONNX"})
    void givesPlainDjlTheLogitsThatTheLabelerGives(String engine, ModelFormat format) throws Exception {
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        TinyOnnx.writeTwin(
                folder.resolve("model.onnx"),
                INPUTS.stream().map(TokenizerOutput::tensorName).toList());
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
        Criteria<String, float[]> criteria = Criteria.builder()
                .setTypes(String.class, float[].class)
                .optEngine(engine)
                .optModelPath(folder)
                .optTranslatorFactory(serialized(new LogitsTranslatorFactory(8, INPUTS)))
                .build();
        List<RowResult> expected = label(format);
        try (ZooModel<String, float[]> model = criteria.loadModel();
                Predictor<String, float[]> predictor = model.newPredictor()) {
            List<float[]> together = predictor.batchPredict(TEXTS);
            for (int i = 0; i < TEXTS.size(); i++) {
                float[] logits = ((RowResult.Prediction) expected.get(i)).logits();
                assertThat(together.get(i)).containsExactly(logits, within(1e-6f));
                assertThat(predictor.predict(TEXTS.get(i))).containsExactly(logits, within(1e-6f));
            }
        }
    }

    @Test
    void translatesNothingElse() {
        assertThatThrownBy(() ->
                        new LogitsTranslatorFactory(8, INPUTS).newInstance(String.class, String.class, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot translate: only String to float[] is supported:"
                        + " class java.lang.String to class java.lang.String");
    }

    private List<RowResult> label(ModelFormat format) throws IOException {
        TextModelSpec spec = new TextModelSpec(
                ModelIdentity.named("tiny").withFingerprint("x").withClasses(2),
                format,
                new TextInput(8, INPUTS),
                ModelOutput.LOGITS);
        List<ModelInput> inputs = new ArrayList<>();
        TEXTS.forEach(text -> inputs.add(new ModelInput(text, null, null)));
        try (ExportedModel<SubwordTokens> model =
                spec.load((fingerprint, name) -> folder.resolve(name), Device.cpu())) {
            return Labeling.label(model, inputs, new BatchLimits(8, 64, 8));
        }
    }

    private static LogitsTranslatorFactory serialized(LogitsTranslatorFactory factory)
            throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(factory);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (LogitsTranslatorFactory) in.readObject();
        }
    }
}
