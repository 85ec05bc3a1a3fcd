package io.sparkdistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.loss.HardLabelLoss;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.ParameterCount;
import io.sparkdistill.optimizer.Adam;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.tokenizer.TokenizerOutput;
import io.sparkdistill.training.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptModelTest {
    private static final TorchScriptDescription SCRIPT =
            new TorchScriptDescription(2, 16, List.of(TokenizerOutput.values()));
    /** Tokens of sentences with "good" (5) or "bad" (6). */
    private static final List<Example> EXAMPLES = List.of(
            example(1, 2, 4, 5, 7, 3), example(0, 2, 4, 6, 7, 10, 11, 3), example(1, 2, 10, 5, 3), example(0, 2, 6, 3));

    @TempDir
    private Path folder;

    private Path tokenizer;

    @BeforeEach
    void writeTokenizer() throws IOException {
        tokenizer = TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
    }

    /** Checkpoints of the first release hold this text: it does not follow the names of classes. */
    @Test
    void keepsItsIdentity() throws IOException {
        try (TorchScriptModel model = trainable()) {
            assertThat(model.identity())
                    .startsWith("Script[classes=2, maxTokens=16, inputs=[INPUT_IDS, ATTENTION_MASK, TOKEN_TYPE_IDS]],"
                            + " [ParameterShape[name=");
        }
    }

    @Test
    void learnsFromLabels() throws IOException {
        try (TorchScriptModel model = trainable();
                TrainingStep step = step(model)) {
            double first = step.step(EXAMPLES).loss();
            double last = first;
            for (int i = 0; i < 20; i++) {
                last = step.step(EXAMPLES).loss();
            }
            assertThat(last).isLessThan(first / 2);
            assertThat(model.parameterCount()).isEqualTo(new ParameterCount(0, 24));
        }
    }

    @Test
    void savesAFileThatGivesTheSameLogitsToDjlAlone() throws Exception {
        try (TorchScriptModel model = trainable();
                TrainingStep step = step(model)) {
            float[] before = model.logits(EXAMPLES)[0];
            step.step(EXAMPLES);
            float[][] logits = model.logits(EXAMPLES);
            assertThat(logits[0]).isNotEqualTo(before);

            long bytes = model.save(folder.resolve("saved"));

            assertThat(bytes).isGreaterThan(Files.size(folder.resolve("saved/model.pt")));
            assertThat(folder.resolve("saved/tokenizer.json")).hasSameBinaryContentAs(tokenizer);
            assertThat(StudentJson.read(folder.resolve("saved/student.json"), StudentDescription.TorchScript.class))
                    .isEqualTo(new StudentDescription.TorchScript(2, SCRIPT));
            for (int row = 0; row < logits.length; row++) {
                assertThat(plainLogits(
                                folder.resolve("saved/model.pt"),
                                EXAMPLES.get(row).words()))
                        .containsExactly(logits[row], offset(1e-5f));
            }
        }
    }

    @Test
    void givesARowTheSameLogitsInAnyBatch() throws IOException {
        try (TorchScriptModel model = trainable()) {
            float[][] together = model.logits(EXAMPLES);
            for (int row = 0; row < together.length; row++) {
                assertThat(model.logits(List.of(EXAMPLES.get(row)))[0]).containsExactly(together[row], offset(1e-6f));
            }
        }
    }

    @Test
    void goesOnFromAState() throws IOException {
        try (TorchScriptModel whole = trainable();
                TorchScriptModel resumed = trainable();
                TrainingStep first = step(whole);
                TrainingStep second = step(resumed)) {
            first.step(EXAMPLES);
            second.restore(first.state());
            first.step(EXAMPLES);
            second.step(EXAMPLES);

            assertThat(resumed.exportParameters()).isDeepEqualTo(whole.exportParameters());
        }
    }

    @Test
    void takesOverParametersThatLieTransposedInMemory() throws IOException {
        try (TorchScriptModel plain = trainable();
                TorchScriptModel transposed = TorchScriptModel.load(
                        TinyTeacher.writeTransposed(folder.resolve("transposed.pt")), tokenizer, SCRIPT);
                TrainingStep step = step(plain);
                TrainingStep other = step(transposed);
                NDManager pass = transposed.newManager()) {
            assertThat(transposed.exportParameters()).isDeepEqualTo(plain.exportParameters());
            assertThat(transposed.logits(EXAMPLES)).isDeepEqualTo(plain.logits(EXAMPLES));
            int arrays = pass.getParentManager().getManagedArrays().size();
            step.step(EXAMPLES);

            transposed.importParameters(plain.exportParameters());

            assertThat(transposed.exportParameters()).isDeepEqualTo(plain.exportParameters());
            assertThat(transposed.logits(EXAMPLES)).isDeepEqualTo(plain.logits(EXAMPLES));
            assertThat(pass.getParentManager().getManagedArrays()).hasSize(arrays);
            other.restore(step.state());
            step.step(EXAMPLES);
            other.step(EXAMPLES);
            for (int row = 0; row < EXAMPLES.size(); row++) {
                assertThat(transposed.logits(EXAMPLES)[row])
                        .containsExactly(plain.logits(EXAMPLES)[row], offset(1e-6f));
            }
        }
    }

    @Test
    void refusesAModelWithoutParameters() throws IOException {
        Path frozen = TinyTeacher.writeModel(folder.resolve("frozen.pt"), TinyTeacher.TWO_CLASSES);
        assertThatThrownBy(() -> TorchScriptModel.load(frozen, tokenizer, SCRIPT))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot train the model: it has no parameters;"
                        + " export it without torch.jit.freeze, which turns them into constants");
    }

    private TorchScriptModel trainable() throws IOException {
        return TorchScriptModel.load(TinyTeacher.writeTrainable(folder.resolve("model.pt")), tokenizer, SCRIPT);
    }

    private static TrainingStep step(TorchScriptModel model) {
        return new TrainingStep(model, new HardLabelLoss(), Adam.of(0.05), new GradientClipping(5));
    }

    private static float[] plainLogits(Path file, int[] tokens)
            throws IOException, MalformedModelException, TranslateException {
        try (Model model = Model.newInstance("plain", Device.cpu(), PyTorch.ENGINE)) {
            model.load(file);
            try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator());
                    NDManager manager = model.getNDManager().newSubManager()) {
                NDArray ids = manager.create(tokens)
                        .toType(ai.djl.ndarray.types.DataType.INT64, false)
                        .reshape(new Shape(1, tokens.length));
                return predictor
                        .predict(new NDList(ids, ids.onesLike(), ids.zerosLike()))
                        .head()
                        .toFloatArray();
            }
        }
    }

    private static Example example(int label, int... tokens) {
        return new Example(tokens, null, null, label, null);
    }
}
