package io.sparkdistill.teacher;

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
import io.sparkdistill.tokenizer.SubwordTokenizer;
import io.sparkdistill.tokenizer.SubwordTokens;
import io.sparkdistill.tokenizer.TokenizerException;
import io.sparkdistill.tokenizer.TokenizerOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models and tokenizers as other frameworks and people make them. */
class ForeignTorchScriptTest {
    private static final List<TokenizerOutput> INPUTS = List.of(TokenizerOutput.values());
    private static final List<String> TEXTS = List.of("good", "a very very very very long film", "not a bad film");
    private static final String LOGITS = "torch.stack([mean, torch.neg(mean)], 1)";
    /** As GPT-2's classifier: the last position whose id is not the padding id. */
    private static final String LAST_TOKEN =
            """
                last = torch.sub(torch.sum(torch.ne(input_ids, %d), [1]), 1)
                id = torch.to(torch.squeeze(torch.gather(input_ids, 1, torch.unsqueeze(last, 1)), 1), 6)
                return torch.stack([torch.sin(id), torch.cos(id)], 1)
            """;
    /** As RoBERTa's, but that the mask is made of the padding id. */
    private static final String OWN_MASK =
            "    mask = torch.to(torch.ne(input_ids, %d), 6)\n" + TinyTeacher.TWO_CLASSES;

    private static final String PADDING =
            "\"padding\": {\"strategy\": \"BatchLongest\", \"direction\": \"%s\", \"pad_to_multiple_of\": null,"
                    + " \"pad_id\": %d, \"pad_type_id\": 0, \"pad_token\": \"[PAD]\"}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "torch.squeeze(%s, 0)",
                "torch.unsqueeze(%s, 1)",
                "torch.to(%s, 7)",
                "torch.to(%s, 5)",
                "(%s, mask)",
                "{\"hidden\": torch.add(%1$s, 100), \"logits\": %1$s}",
                "{\"scores\": %s}"
            })
    void readsLogitsInWhateverTheyAreWrapped(String returned) throws IOException {
        List<float[]> expected = ask(TinyTeacher.TWO_CLASSES, tokenizer("", ""), 4096);
        String forward = TinyTeacher.TWO_CLASSES.replace(LOGITS, returned.formatted(LOGITS));
        for (int rows : new int[] {1, 4096}) {
            List<float[]> logits = ask(forward, tokenizer("", ""), rows);
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(logits.get(i)).containsExactly(expected.get(i), within(1e-3f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            torch.cat([%1$s, %1$s], 0) | expected shape (batch, 2) but the model returned (4, 2) for 2 inputs: its batch size may be fixed, or it returns one row per token
            torch.slice(%1$s, 0, 0, 1, 1) | expected shape (batch, 2) but the model returned (1, 2) for 2 inputs: its batch size may be fixed, or it returns one row per token
            torch.stack([%1$s, %1$s, %1$s], 1) | expected shape (batch, 2) but the model returned (2, 3, 2); pool a model that returns one row per token before it is exported
            torch.stack([mean], 1) | expected shape (batch, 2) but the model returned (2, 1); for a head of one output set output = one-logit, or output = probabilities if it ends in a sigmoid
            {"a": %1$s, "b": %1$s} | the model returned a dict without that name; rename one of its entries: [a, b]
            """)
    void takesNoOtherRowsForTheRowsOfTheInputs(String returned, String message) throws IOException {
        String forward = TinyTeacher.TWO_CLASSES.replace(LOGITS, returned.formatted(LOGITS));
        try (ExportedModel<SubwordTokens> model = load(forward, tokenizer("", ""), ModelOutput.LOGITS);
                LogitsModel.Predictor<SubwordTokens> predictor = model.newPredictor()) {
            List<SubwordTokens> batch = List.of(model.tokenize(text("good")), model.tokenize(text("bad film")));
            assertThatThrownBy(() -> predictor.predict(batch))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(message);
        }
    }

    @Test
    void readsAHeadOfOneOutputHoweverItIsSqueezed() throws IOException {
        List<float[]> expected = ask(TinyTeacher.TWO_CLASSES, tokenizer("", ""), 4096);
        for (String returned : new String[] {"mean", "torch.stack([mean], 1)", "torch.squeeze(mean)"}) {
            String forward = TinyTeacher.TWO_CLASSES.replace(LOGITS, returned);
            ModelOutput oneLogit = new ModelOutput(ModelOutput.Kind.ONE_LOGIT, List.of());
            for (int rows : new int[] {1, 4096}) {
                List<float[]> logits = ask(forward, tokenizer("", ""), rows, oneLogit);
                for (int i = 0; i < TEXTS.size(); i++) {
                    float mean = expected.get(i)[0];
                    assertThat(logits.get(i)).containsExactly(new float[] {0, mean}, within(1e-6f));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a section", "[PAD]", "<pad>", "<|endoftext|>"})
    void padsWithTheTokenizersOwnPaddingToken(String token) throws IOException {
        boolean section = token.equals("a section");
        int padding = section ? 9 : 8; // Id 9 is a word that no text has.
        String json = section
                ? tokenizer("\"padding\": null", PADDING.formatted("Right", padding))
                : tokenizer("\"[PAD]\": 0", "\"%s\": 8".formatted(token)).replace("\"not\": 8", "\"not\": 0");
        for (String model : new String[] {LAST_TOKEN, OWN_MASK}) {
            List<float[]> alone = ask(model.formatted(padding), json, 1);
            List<float[]> together = ask(model.formatted(padding), json, 4096);
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(together.get(i)).containsExactly(alone.get(i), within(1e-6f));
            }
        }
    }

    @Test
    void padsOnTheSideThatTheTokenizerNames() throws IOException {
        String lastColumn = "    id = torch.to(torch.select(input_ids, 1, -1), 6)\n"
                + "    return torch.stack([id, torch.neg(id)], 1)\n";
        String json = tokenizer("\"padding\": null", PADDING.formatted("Left", 0));
        assertThat(ask(lastColumn, json, 4096))
                .allSatisfy(logits -> assertThat(logits).containsExactly(3, -3));
    }

    @Test
    void keepsTheRealEndOfALongTextThatIsCutOnTheLeft() throws IOException {
        String sum = "    sum = torch.sum(torch.mul(torch.to(input_ids, 6), mask), [1])\n"
                + "    return torch.stack([sum, torch.sum(mask, [1])], 1)\n";
        String left =
                "\"truncation\": {\"direction\": \"Left\", \"max_length\": 16, \"strategy\": \"LongestFirst\", \"stride\": 5}";
        String json = tokenizer("\"truncation\": null", left);
        List<ModelInput> inputs = List.of(
                text("film ".repeat(2_000) + "good good good good"),
                text("film ".repeat(20) + "good good good good"),
                new ModelInput("film ".repeat(3_000) + "good", "bad ".repeat(900) + "long", null));
        List<float[]> logits = ask(sum, json, 4096, ModelOutput.LOGITS, inputs);
        assertThat(logits.get(0)).containsExactly(2 + 10 * 7 + 4 * 5 + 3, 16);
        assertThat(logits.get(1)).containsExactly(2 + 10 * 7 + 4 * 5 + 3, 16);
        float oneMoreFilm = 2 + 6 * 7 + 5 + 3 + 5 * 6 + 11 + 3;
        assertThat(logits.get(2)[0]).isIn(oneMoreFilm, oneMoreFilm - 7 + 6);
    }

    @Test
    void leavesOutTheStrideOfATokenizer() throws IOException {
        String stride =
                "\"truncation\": {\"direction\": \"Right\", \"max_length\": 384, \"strategy\": \"OnlySecond\", \"stride\": 128}";
        List<ModelInput> inputs = List.of(
                text("good ".repeat(300)), new ModelInput("good ".repeat(300), "bad ".repeat(300), null), text("a"));
        try (ExportedModel<SubwordTokens> model =
                load(TinyTeacher.TWO_CLASSES, tokenizer("\"truncation\": null", stride), ModelOutput.LOGITS)) {
            assertThat(inputs)
                    .extracting(input -> model.tokenize(input).count())
                    .containsExactly(16, 16, 3);
            assertThat(inputs)
                    .extracting(input -> model.tokenize(input).truncated())
                    .containsExactly(true, true, false);
        }
    }

    @Test
    void saysWhenSpecialTokensLeaveNoRoomForTheText() throws IOException {
        byte[] json = tokenizer("", "").getBytes(StandardCharsets.UTF_8);
        try (SubwordTokenizer tokenizer = new SubwordTokenizer(json, 3)) {
            assertThat(tokenizer.tokenize("good film", null).count()).isEqualTo(3);
            assertThatThrownBy(() -> tokenizer.tokenize("good", "film"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot tokenize the text: max-tokens = 3 leaves no room besides 3 special tokens;"
                            + " set a larger number");
        }
        try (SubwordTokenizer tokenizer = new SubwordTokenizer(json, 2)) {
            assertThatThrownBy(() -> tokenizer.tokenize("good", "film")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void readsTextsThatAreNoProperUnicode() throws IOException {
        try (SubwordTokenizer tokenizer = new SubwordTokenizer(tokenizer("", "").getBytes(StandardCharsets.UTF_8), 8)) {
            assertThat(tokenizer.tokenize("good \ud800 film \u0000", null).ids())
                    .startsWith(2, 5, 1, 7);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            '' | it is no JSON object
            '{}' | Model missing.
            '{"model": 1' | Unexpected end-of-input: expected close marker for Object
            """)
    void namesTheTokenizerThatIsBroken(String json, String reason) {
        assertThatThrownBy(() -> new SubwordTokenizer(json.getBytes(StandardCharsets.UTF_8), 8))
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith("Cannot load the tokenizer: not a tokenizer.json of Hugging Face: " + reason);
    }

    @Test
    void saysTheErrorOfTorchScriptAndNotWhereItsStackBegins() throws IOException {
        String mistaken = TinyTeacher.TWO_CLASSES.replace(LOGITS, "torch.matmul(%1$s, %1$s)".formatted(LOGITS));
        try (ExportedModel<SubwordTokens> model = load(mistaken, tokenizer("", ""), ModelOutput.LOGITS);
                LogitsModel.Predictor<SubwordTokens> predictor = model.newPredictor()) {
            List<SubwordTokens> one = List.of(model.tokenize(text("good")));
            assertThatThrownBy(() -> predictor.predict(one))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot run the model: RuntimeError: mat1 and mat2 shapes cannot be multiplied"
                            + " (1x2 and 1x2)");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'input_ids,token_type_ids,attention_mask' | [input_ids, attention_mask, token_type_ids]",
                "'input_ids,attention_mask,token_type_ids,attention_mask' | [input_ids, attention_mask, token_type_ids]"
            })
    void refusesInputsThatStandInAnotherOrderThanItsForwardTakes(String inputs, String taken) {
        List<TokenizerOutput> given = Arrays.stream(inputs.split(","))
                .map(name -> TokenizerOutput.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
        assertThatThrownBy(() -> load(TinyTeacher.TWO_CLASSES, tokenizer("", ""), ModelOutput.LOGITS, given))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot load the model: its forward takes %s in this order but is given %s"
                        .formatted(taken, inputs.replace(",", ", ").replaceFirst("(.*)", "[$1]")));
    }

    private List<float[]> ask(String forward, String tokenizer, int rows) throws IOException {
        return ask(forward, tokenizer, rows, ModelOutput.LOGITS);
    }

    private List<float[]> ask(String forward, String tokenizer, int rows, ModelOutput output) throws IOException {
        return ask(
                forward,
                tokenizer,
                rows,
                output,
                TEXTS.stream().map(ForeignTorchScriptTest::text).toList());
    }

    private List<float[]> ask(String forward, String tokenizer, int rows, ModelOutput output, List<ModelInput> inputs)
            throws IOException {
        try (ExportedModel<SubwordTokens> model = load(forward, tokenizer, output)) {
            List<float[]> logits = new ArrayList<>();
            for (RowResult answer : Labeling.label(model, inputs, new BatchLimits(64, 4096, rows))) {
                assertThat(answer).isInstanceOf(RowResult.Prediction.class);
                logits.add(((RowResult.Prediction) answer).logits());
            }
            return logits;
        }
    }

    private ExportedModel<SubwordTokens> load(String forward, String tokenizer, ModelOutput output) throws IOException {
        return load(forward, tokenizer, output, INPUTS);
    }

    private ExportedModel<SubwordTokens> load(
            String forward, String tokenizer, ModelOutput output, List<TokenizerOutput> inputs) throws IOException {
        TinyTeacher.writeModel(folder.resolve("x-model.pt"), forward);
        Files.writeString(folder.resolve("x-tokenizer.json"), tokenizer);
        return new TextModelSpec(
                        ModelIdentity.named("tiny").withFingerprint("x").withClasses(2),
                        ModelFormat.TORCH_SCRIPT,
                        new TextInput(16, inputs),
                        output)
                .load(ModelFiles.in(folder), Device.cpu());
    }

    private String tokenizer(String part, String replacement) throws IOException {
        return Files.readString(TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json")))
                .replace(part.isEmpty() ? "\0" : part, replacement);
    }

    private static ModelInput text(String text) {
        return new ModelInput(text, null, null);
    }
}
