package io.sparkdistill.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.sparkdistill.fixtures.TinyTeacher;
import io.sparkdistill.tokenizer.TokenizerSettings.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LongTextEncoderTest {
    private static final List<String> PIECES = List.of(
            "good",
            "unbelievably",
            "film",
            " ",
            "\n",
            "\t ",
            ". ",
            "…",
            "é",
            "e\u0301 ",
            "世界",
            "😀",
            "\u200f שלום ",
            "\u00a0",
            "!!! ",
            "x".repeat(150),
            "\u0000",
            "naïve ");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void keepsTheTokensThatTheWholeTextHas(Side cut) throws IOException {
        compare(TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json")), 8, cut);
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfEnvironmentVariable(named = "SPARK_DISTILL_DATA", matches = ".+")
    void keepsTheWordPiecesThatTheWholeTextHas(Side cut) throws IOException {
        Path data = Path.of(System.getenv("SPARK_DISTILL_DATA"));
        compare(data.resolve("models/sst2-teacher/tokenizer.json"), 24, cut);
    }

    @Test
    void twoLongTextsShareTheRoom() throws IOException {
        try (HuggingFaceTokenizer tokenizer =
                tokenizer(TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json")), 8, Side.RIGHT)) {
            Encoding pair = new LongTextEncoder(tokenizer, 8, Side.RIGHT)
                    .encode("good ".repeat(1_000_000), "film ".repeat(900_000));
            assertThat(pair.getTokens()).hasSize(8).containsOnlyOnce("[CLS]").contains("[SEP]");
            assertThat(pair.getTokens()).filteredOn("good"::equals).hasSizeBetween(2, 3);
            assertThat(pair.getTokens()).filteredOn("film"::equals).hasSizeBetween(2, 3);
            assertThat(pair.exceedMaxLength()).isTrue();
        }
    }

    @Test
    void cutsOnlyBehindAWord() {
        assertThat(LongTextEncoder.firstWords("ab  cd ef", 0)).isEqualTo("ab");
        assertThat(LongTextEncoder.firstWords("ab  cd ef", 3)).isEqualTo("ab  cd");
        assertThat(LongTextEncoder.firstWords("ab  cd ef", 7)).isEqualTo("ab  cd ef");
        assertThat(LongTextEncoder.lastWords("ab  cd ef", 0)).isEqualTo(" ef");
        assertThat(LongTextEncoder.lastWords("ab  cd ef", 4)).isEqualTo("  cd ef");
        assertThat(LongTextEncoder.lastWords("ab  cd ef", 8)).isEqualTo("ab  cd ef");
    }

    private void compare(Path file, int maxTokens, Side cut) throws IOException {
        try (HuggingFaceTokenizer tokenizer = tokenizer(file, maxTokens, cut)) {
            LongTextEncoder texts = new LongTextEncoder(tokenizer, maxTokens, cut);
            Random random = new Random(7);
            for (int i = 0; i < 1_000; i++) {
                String text = text(random, random.nextInt(600));
                assertSame(texts.encode(text), tokenizer.encode(text), text);
                String pair = text(random, random.nextInt(3));
                assertSame(texts.encode(text, pair), tokenizer.encode(text, pair), pair);
                assertSame(texts.encode(pair, text), tokenizer.encode(pair, text), pair);
            }
        }
    }

    private HuggingFaceTokenizer tokenizer(Path file, int maxTokens, Side cut) throws IOException {
        String limit = Integer.toString(maxTokens);
        String direction = cut == Side.LEFT ? "Left" : "Right";
        Path written = Files.writeString(
                folder.resolve("cut.json"),
                Files.readString(file)
                        .replaceFirst(
                                "\"truncation\": ?null",
                                ("\"truncation\": {\"direction\": \"%s\", \"max_length\": 9, "
                                                + "\"strategy\": \"LongestFirst\", \"stride\": 0}")
                                        .formatted(direction)));
        return HuggingFaceTokenizer.newInstance(
                written, Map.of("truncation", "true", "maxLength", limit, "modelMaxLength", limit, "padding", "false"));
    }

    private static void assertSame(Encoding cut, Encoding whole, String text) {
        assertThat(cut.getIds()).as(text).containsExactly(whole.getIds());
        assertThat(cut.getTypeIds()).containsExactly(whole.getTypeIds());
        assertThat(cut.exceedMaxLength()).as(text).isEqualTo(whole.exceedMaxLength());
    }

    private static String text(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
