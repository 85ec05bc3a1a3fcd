package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.tokenizer.TokenizerOutput;
import io.sparkdistill.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classifies by a real model of pairs, whose logit for entailment counts the words that both texts have. */
class ZeroShotTest {
    private static final ZeroShot ZERO_SHOT =
            new ZeroShot("a {class} film", List.of("bad", "good"), 3, TinyTeacher.ENTAILMENT);

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.ENTAILMENT_OF_PAIRS);
        TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json"));
    }

    private StagedModel stage(ZeroShot zeroShot) throws IOException {
        return new ModelStaging(new Configuration()).stage(source(zeroShot));
    }

    private ModelSource source(ZeroShot zeroShot) {
        return ModelSource.exported(
                        ModelFormat.TORCH_SCRIPT, folder.resolve("model.pt").toString())
                .zeroShot(
                        folder.resolve("tokenizer.json").toString(),
                        new TextInput(16, List.of(TokenizerOutput.values())),
                        zeroShot);
    }

    private static <T extends Tokens> float[][] logits(LogitsModel<T> model, String... texts) {
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            return predictor
                    .predict(List.of(texts).stream()
                            .map(text -> model.tokenize(new ModelInput(text, null, null)))
                            .toList())
                    .logits();
        }
    }

    @Test
    void theLogitOfAClassIsThatOfTheEntailmentOfItsHypothesis() throws IOException {
        try (ModelCache.Lease lease = stage(ZERO_SHOT).trial()) {
            assertThat(logits(lease.model(), "good film", "very bad", "not good very bad film"))
                    .isDeepEqualTo(new float[][] {{1, 2}, {1, 0}, {2, 2}});
            Tokens tokens = lease.model().tokenize(new ModelInput("good film", null, null));
            assertThat(tokens.count()).isEqualTo(2 * 8);
            assertThat(tokens.truncated()).isFalse();
        }
    }

    @Test
    void everyOptionIsPartOfTheFingerprint() throws IOException {
        List<ZeroShot> different = List.of(
                ZERO_SHOT,
                new ZeroShot("the {class} film", ZERO_SHOT.classes(), 3, 2),
                new ZeroShot(ZERO_SHOT.hypothesis(), List.of("good", "bad"), 3, 2),
                new ZeroShot(ZERO_SHOT.hypothesis(), ZERO_SHOT.classes(), 3, 0));
        List<String> fingerprints = different.stream()
                .map(zeroShot -> {
                    try {
                        return stage(zeroShot).spec().fingerprint();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .distinct()
                .toList();
        assertThat(fingerprints).hasSameSizeAs(different);
    }

    @Test
    void aTokenizerWithoutPairsIsAnError() throws IOException {
        Path tokenizer = folder.resolve("tokenizer.json");
        String withPairs = Files.readString(tokenizer);
        int from = withPairs.indexOf("\"post_processor\"");
        int to = withPairs.indexOf("\"model\"");
        Files.writeString(
                tokenizer, withPairs.substring(0, from) + "\"post_processor\": null, " + withPairs.substring(to));

        assertThatThrownBy(() -> stage(ZERO_SHOT).trial())
                .hasMessageContaining(
                        "it reads no pairs: its tokenizer puts nothing between the two texts of a pair; take a model of"
                                + " natural-language inference and its own tokenizer.json");
    }

    @Test
    void hiddenStatesAndAHypothesisWithoutAClassAreErrors() {
        assertThatThrownBy(() -> new ModelStaging(new Configuration())
                        .stage(source(ZERO_SHOT).withHidden())
                        .trial())
                .hasMessageContaining("a zero-shot teacher has no hidden state of a text alone");
        assertThatThrownBy(() -> new ZeroShot("a film", List.of("bad", "good"), 3, 2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a hypothesis must contain {class}: a film");
    }
}
