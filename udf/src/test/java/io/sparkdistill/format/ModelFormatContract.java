package io.sparkdistill.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.teacher.FeatureModelSpec;
import io.sparkdistill.teacher.Labeling;
import io.sparkdistill.teacher.ModelOutput;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.teacher.TextModelSpec;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that every format of exported models passes. A subclass writes small models of its format. */
abstract class ModelFormatContract {
    private static final BatchLimits LIMITS = new BatchLimits(64, 40, 8);
    private static final List<TokenizerOutput> INPUTS = List.of(TokenizerOutput.values());
    private static final ModelIdentity IDENTITY =
            ModelIdentity.named("tiny").withFingerprint("x").withClasses(2);
    /** The logit of "good film" under a model of texts: the mean of sin(id). */
    private static final float GOOD_FILM = (float) ((Math.sin(2) + Math.sin(5) + Math.sin(7) + Math.sin(3)) / 4);

    @TempDir
    Path folder;

    abstract ModelFormat format();

    /** Writes a model of texts that returns {@code ±mean(sin(id))}, as {@link TinyTeacher#TWO_CLASSES} does. */
    abstract void writeTextModel(Path file) throws IOException;

    /** Writes the same model with logits in bfloat16. */
    abstract void writeReducedPrecision(Path file) throws IOException;

    /** Writes a model of three features that multiplies by the weights 0, 1; 2, 3; 4, 5. */
    abstract void writeFeatureModel(Path file) throws IOException;

    /** Writes a model, and returns the number of its parameters, which is positive. */
    abstract long writeParameters(Path file) throws IOException;

    /** Returns the end of the error message about a file of another format. */
    abstract String mistake();

    /** Returns whether files of the format name their inputs, so that others are refused. */
    boolean namesInputs() {
        return true;
    }

    private Path file() {
        return folder.resolve("x-" + format().file());
    }

    @Test
    void isFoundByTheNameOfAFile() {
        assertThat(ModelFormat.of("hdfs://models/" + format().file())).contains(format());
        assertThat(format().named("bert")).isEqualTo(format().named(format().named("bert")));
        assertThat(ModelFormat.of(format().named("bert"))).contains(format());
    }

    @Test
    void isFoundByALoadedModel() throws IOException {
        writeTextModel(file());
        try (Model model = format().load("tiny", file(), Device.cpu())) {
            assertThat(ModelFormat.of(model)).isEqualTo(format());
        }
    }

    @Test
    void computesWhatTheModelSays() throws IOException {
        writeTextModel(file());

        RowResult.Prediction answer =
                (RowResult.Prediction) label(text("Good film")).get(0);

        assertThat(answer.logits()).containsExactly(new float[] {GOOD_FILM, -GOOD_FILM}, within(1e-6f));
        assertThat(answer.tokenCount()).isEqualTo(4);
        assertThat(answer.truncated()).isFalse();
    }

    @Test
    void answersABatchAsItAnswersEachTextAlone() throws IOException {
        writeTextModel(file());
        List<ModelInput> texts = randomTexts(200);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
        Collections.shuffle(order, new Random(3));
        try (LogitsModel<?> model = load(textSpec())) {
            List<RowResult> alone = Labeling.label(model, texts, new BatchLimits(1, 1, 1));
            List<RowResult> shuffled =
                    Labeling.label(model, order.stream().map(texts::get).toList(), LIMITS);
            for (int i = 0; i < texts.size(); i++) {
                RowResult.Prediction batched = (RowResult.Prediction) shuffled.get(i);
                RowResult.Prediction single = (RowResult.Prediction) alone.get(order.get(i));
                assertThat(batched.logits()).containsExactly(single.logits(), within(1e-6f));
                assertThat(batched.tokenCount()).isEqualTo(single.tokenCount());
            }
        }
    }

    @Test
    void readsLogitsInReducedPrecision() throws IOException {
        writeTextModel(file());
        assertThat(format().reducedPrecision(file())).isFalse();
        writeReducedPrecision(file());

        RowResult.Prediction answer =
                (RowResult.Prediction) label(text("good film")).get(0);

        assertThat(answer.logits()).containsExactly(new float[] {GOOD_FILM, -GOOD_FILM}, within(1e-2f));
    }

    @Test
    void answersFeaturesAndRefusesThoseOfAnotherWidthAlone() throws IOException {
        writeFeatureModel(file());
        try (LogitsModel<?> model = load(new FeatureModelSpec(IDENTITY, format(), ModelOutput.LOGITS))) {
            List<RowResult> answers = Labeling.label(
                    model,
                    List.of(features(1, 0, 0), features(1, 2), features(-1, 0.5f, 2), text("a film")),
                    new BatchLimits(64, 64, 64));

            assertThat(((RowResult.Prediction) answers.get(0)).logits())
                    .containsExactly(new float[] {0, 1}, within(1e-6f));
            assertThat(((RowResult.Prediction) answers.get(2)).logits())
                    .containsExactly(new float[] {9, 10.5f}, within(1e-6f));
            assertThat(((RowResult.Prediction) answers.get(2)).tokenCount()).isEqualTo(1);
            assertThat(((RowResult.Refusal) answers.get(1)).reason())
                    .startsWith("the model failed: Cannot run the model: ");
            assertThat(((RowResult.Refusal) answers.get(3)).reason())
                    .endsWith("Cannot read the input: the model reads features, and the input has none");
        }
    }

    @Test
    void countsParameters() throws IOException {
        long count = writeParameters(file());
        try (Model model = format().load("tiny", file(), Device.cpu())) {
            assertThat(format().parameterCount(model, file())).isEqualTo(count).isPositive();
        }
        writeTextModel(file());
        try (Model model = format().load("tiny", file(), Device.cpu())) {
            assertThat(format().parameterCount(model, file())).isZero();
        }
    }

    @Test
    void refusesOtherInputsIfItsFilesNameThem() throws IOException {
        writeTextModel(file());
        List<String> others = List.of("input_ids", "attention_mask");
        try (Model model = format().load("tiny", file(), Device.cpu())) {
            if (namesInputs()) {
                assertThatThrownBy(() -> format().inputs(model, file(), others))
                        .isInstanceOf(IOException.class)
                        .hasMessage("Cannot load the model: it takes [input_ids, attention_mask, token_type_ids]"
                                + " but is given [input_ids, attention_mask]");
            } else {
                assertThat(format().inputs(model, file(), others).named()).isFalse();
            }
        }
    }

    @Test
    void refusesFilesOfAnotherFormat() throws IOException {
        writeTextModel(file());
        byte[] whole = Files.readAllBytes(file());
        List<byte[]> damaged = List.of(
                "not a model".getBytes(StandardCharsets.UTF_8), new byte[0], Arrays.copyOf(whole, whole.length / 2));
        for (byte[] content : damaged) {
            Files.write(file(), content);
            assertRefused(mistake());
        }
        for (ModelFormatContract other : List.of(new TorchScriptFormatTest(), new OnnxFormatTest())) {
            if (other.format() != format()) {
                other.writeTextModel(file());
                assertRefused("it is a file of another format; let its name end in "
                        + other.format().named(""));
            }
        }
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> load(textSpec()))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot load the model: " + reason);
    }

    private List<RowResult> label(ModelInput... inputs) throws IOException {
        try (LogitsModel<?> model = load(textSpec())) {
            return Labeling.label(model, List.of(inputs), LIMITS);
        }
    }

    private ModelSpec textSpec() throws IOException {
        TinyTeacher.writeTokenizer(folder.resolve("x-tokenizer.json"));
        return new TextModelSpec(IDENTITY, format(), new TextInput(16, INPUTS), ModelOutput.LOGITS);
    }

    private LogitsModel<?> load(ModelSpec spec) throws IOException {
        return spec.load(ModelFiles.in(folder), Device.cpu());
    }

    private static List<ModelInput> randomTexts(int count) {
        return TinyTeacher.texts(count).stream().map(ModelFormatContract::text).toList();
    }

    private static ModelInput text(String text) {
        return new ModelInput(text, null, null);
    }

    private static ModelInput features(float... values) {
        return new ModelInput(null, null, values);
    }
}
