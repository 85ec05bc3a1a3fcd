package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.format.OnnxFile;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.tokenizer.SubwordTokens;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxModelTest {
    private static final BatchLimits LIMITS = new BatchLimits(64, 40, 8);
    private static final List<TokenizerOutput> INPUTS = List.of(TokenizerOutput.values());
    private static final List<String> NAMES = List.of("input_ids", "attention_mask", "token_type_ids");
    private static final String[] WORDS = {"a", "good", "bad", "film", "not", "very", "long"};

    @TempDir
    Path folder;

    @Test
    void answersAsItsTorchScriptTwin() throws IOException {
        TinyTeacher.writeModel(folder.resolve("x-model.pt"), TinyTeacher.TWO_CLASSES);
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
        List<ModelInput> inputs = randomInputs(200);
        List<RowResult> answers = ask(ModelFormat.ONNX, INPUTS, inputs);
        List<RowResult> twins = ask(ModelFormat.TORCH_SCRIPT, INPUTS, inputs);
        for (int i = 0; i < inputs.size(); i++) {
            RowResult.Prediction answer = (RowResult.Prediction) answers.get(i);
            RowResult.Prediction twin = (RowResult.Prediction) twins.get(i);
            assertThat(answer.logits()).containsExactly(twin.logits(), within(1e-6f));
            assertThat(answer.tokenCount()).isEqualTo(twin.tokenCount());
            assertThat(answer.truncated()).isEqualTo(twin.truncated());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void readsLogitsInHalfPrecision(TensorProto.DataType type) throws IOException {
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES, type);
        assertAnswersGoodFilm(INPUTS, 1e-2f);
    }

    @Test
    void takesInputsByNameWhateverTheirOrder() throws IOException {
        List<String> reversed = List.of("token_type_ids", "attention_mask", "input_ids");
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), reversed);
        assertAnswersGoodFilm(INPUTS, 1e-6f);
    }

    @Test
    void takesInputsOfOtherNamesByOrder() throws IOException {
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), List.of("input.1", "onnx::Cast_1"));
        assertAnswersGoodFilm(List.of(TokenizerOutput.INPUT_IDS, TokenizerOutput.ATTENTION_MASK), 1e-6f);
    }

    @Test
    void saysWhatItTakesWhenItIsGivenSomethingElse() throws IOException {
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES.subList(0, 2));
        assertThatThrownBy(() -> load(ModelFormat.ONNX, INPUTS))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot load the model: it takes [input_ids, attention_mask]"
                        + " but is given [input_ids, attention_mask, token_type_ids]");
    }

    @Test
    void countsWhatItHasLearnt() throws IOException {
        TinyOnnx.writeLinear(folder.resolve("x-model.onnx"), new float[7][3]);
        assertThat(OnnxFile.read(folder.resolve("x-model.onnx")).parameterCount())
                .isEqualTo(21);
        TinyOnnx.writeTwin(folder.resolve("x-model.onnx"), NAMES);
        try (LogitsModel<?> model = load(ModelFormat.ONNX, INPUTS)) {
            assertThat(model.parameterCount()).isZero();
        }
    }

    private void assertAnswersGoodFilm(List<TokenizerOutput> inputs, float precision) throws IOException {
        RowResult.Prediction answer =
                (RowResult.Prediction) ask(ModelFormat.ONNX, inputs, List.of(new ModelInput("good film", null, null)))
                        .get(0);
        float mean = (float) ((Math.sin(2) + Math.sin(5) + Math.sin(7) + Math.sin(3)) / 4);
        assertThat(answer.logits()).containsExactly(new float[] {mean, -mean}, within(precision));
    }

    private List<RowResult> ask(ModelFormat format, List<TokenizerOutput> outputs, List<ModelInput> inputs)
            throws IOException {
        try (ExportedModel<SubwordTokens> model = load(format, outputs)) {
            return Labeling.label(model, inputs, LIMITS);
        }
    }

    private ExportedModel<SubwordTokens> load(ModelFormat format, List<TokenizerOutput> outputs) throws IOException {
        TinyTeacher.writeTokenizer(folder.resolve("x-tokenizer.json"));
        return new TextModelSpec(
                        ModelIdentity.named("tiny").withFingerprint("x").withClasses(2),
                        format,
                        new TextInput(16, outputs),
                        ModelOutput.LOGITS)
                .load(ModelFiles.in(folder), Device.cpu());
    }

    /** Texts and pairs, some of them too long. */
    private static List<ModelInput> randomInputs(int count) {
        Random random = new Random(1);
        List<ModelInput> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            inputs.add(new ModelInput(words(random), i % 3 == 0 ? words(random) : null, null));
        }
        return inputs;
    }

    private static String words(Random random) {
        StringBuilder words = new StringBuilder("a");
        for (int length = random.nextInt(20); length > 0; length--) {
            words.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return words.toString();
    }
}
