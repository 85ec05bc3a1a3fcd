package io.sparkdistill.teacher;

import static io.sparkdistill.teacher.Labeling.label;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportedTorchScriptTest {
    private static final BatchLimits LIMITS = new BatchLimits(64, 40, 8);

    @TempDir
    Path folder;

    @Test
    void returnsHiddenStatesIfItIsAskedFor() throws IOException {
        try (LogitsModel<SubwordTokens> model = load(TinyTeacher.WITH_HIDDEN, spec(2).withHidden())) {
            RowResult.Prediction answer = (RowResult.Prediction)
                    label(model, List.of(text("Good film")), LIMITS).get(0);
            float mean = (float) ((Math.sin(2) + Math.sin(5) + Math.sin(7) + Math.sin(3)) / 4);
            assertThat(answer.logits()).containsExactly(new float[] {mean, -mean}, within(1e-6f));
            assertThat(answer.hidden()).containsExactly(new float[] {mean, mean * mean, 4}, within(1e-6f));
        }
        try (LogitsModel<SubwordTokens> model = load(TinyTeacher.WITH_HIDDEN, 2)) {
            RowResult.Prediction answer = (RowResult.Prediction)
                    label(model, List.of(text("Good film")), LIMITS).get(0);
            assertThat(answer.hidden()).isNull();
        }
    }

    @Test
    void saysThatAModelHasNoHiddenStates() throws IOException {
        try (LogitsModel<SubwordTokens> model = load(TinyTeacher.TWO_CLASSES, spec(2).withHidden())) {
            assertThatThrownBy(() -> label(model, List.of(text("Good film")), LIMITS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "Cannot run inference in this executor: the model failed, also on a control input: Cannot run"
                                    + " the model: Cannot read hidden states: the model returns only logits; export it with hidden"
                                    + " states as its second output");
        }
    }

    @Test
    void encodesPairsAsPairs() throws IOException {
        try (LogitsModel<SubwordTokens> model = load(TinyTeacher.TWO_CLASSES, 2)) {
            SubwordTokens tokens = model.tokenize(new ModelInput("a film", "not good", null));
            assertThat(tokens.ids()).containsExactly(2, 4, 7, 3, 8, 5, 3);
            assertThat(tokens.typeIds()).containsExactly(0, 0, 0, 0, 1, 1, 1);
        }
    }

    @Test
    void cutsAndFlagsWhatIsLongerThanItsLimit() throws IOException {
        try (LogitsModel<SubwordTokens> model = load(TinyTeacher.TWO_CLASSES, 2)) {
            String words = "very ".repeat(50);
            RowResult.Prediction answer = (RowResult.Prediction)
                    label(model, List.of(text(words)), LIMITS).get(0);
            assertThat(answer.tokenCount()).isEqualTo(16);
            assertThat(answer.truncated()).isTrue();
        }
    }

    @Test
    void refusesARowWithoutFiniteLogitsAndNoOther() throws IOException {
        try (LogitsModel<SubwordTokens> model = load(TinyTeacher.POISONED, 2)) {
            List<RowResult> answers = label(model, withPoison(), LIMITS);
            assertThat(answers.get(5)).isInstanceOf(RowResult.Refusal.class);
            assertThat(((RowResult.Refusal) answers.get(5)).reason())
                    .isEqualTo("the model returned a logit that is not finite: NaN");
            assertThat(answers)
                    .filteredOn(RowResult.Prediction.class::isInstance)
                    .hasSize(9);
        }
    }

    @Test
    void refusesARowOnWhichTheModelThrowsAndNoOther() throws IOException {
        try (LogitsModel<SubwordTokens> model = load(TinyTeacher.THROWING, 2)) {
            List<RowResult> answers = label(model, withPoison(), LIMITS);
            assertThat(((RowResult.Refusal) answers.get(5)).reason())
                    .startsWith("the model failed: Cannot run the model:");
            assertThat(answers)
                    .filteredOn(RowResult.Prediction.class::isInstance)
                    .hasSize(9);
        }
    }

    @Test
    void saysWhatItExpectedWhenTheClassesDiffer() throws IOException {
        try (LogitsModel<SubwordTokens> model = load(TinyTeacher.TWO_CLASSES, 3)) {
            assertThatThrownBy(() -> label(model, List.of(text("good")), LIMITS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("expected shape (batch, 3) but the model returned (1, 2)");
        }
    }

    private LogitsModel<SubwordTokens> load(String forward, int classes) throws IOException {
        return load(forward, spec(classes));
    }

    private LogitsModel<SubwordTokens> load(String forward, TextModelSpec spec) throws IOException {
        TinyTeacher.writeModel(folder.resolve("x-model.pt"), forward);
        TinyTeacher.writeTokenizer(folder.resolve("x-tokenizer.json"));
        return spec.load(ModelFiles.in(folder), Device.cpu());
    }

    private static TextModelSpec spec(int classes) {
        return new TextModelSpec(
                ModelIdentity.named("tiny").withFingerprint("x").withClasses(classes),
                ModelFormat.TORCH_SCRIPT,
                new TextInput(16, List.of(TokenizerOutput.values())),
                ModelOutput.LOGITS);
    }

    private static List<ModelInput> withPoison() {
        List<ModelInput> texts = new ArrayList<>(randomTexts(10));
        texts.set(5, text("a poison film"));
        return texts;
    }

    private static List<ModelInput> randomTexts(int count) {
        return TinyTeacher.texts(count).stream()
                .map(ExportedTorchScriptTest::text)
                .toList();
    }

    private static ModelInput text(String text) {
        return new ModelInput(text, null, null);
    }
}
