package io.sparkdistill.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.sparkdistill.fixtures.TinyTeacher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

class LongTextsTest {
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

    @Test
    void keepsTheTokensThatTheWholeTextHas() throws IOException {
        compare(TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json")), 8);
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "SPARK_DISTILL_DATA", matches = ".+")
    void keepsTheWordPiecesThatTheWholeTextHas() throws IOException {
        Path data = Path.of(System.getenv("SPARK_DISTILL_DATA"));
        compare(data.resolve("models/sst2-teacher/tokenizer.json"), 24);
    }

    @Test
    void twoLongTextsShareTheRoom() throws IOException {
        try (HuggingFaceTokenizer tokenizer =
                tokenizer(TinyTeacher.writeTokenizer(folder.resolve("tokenizer.json")), 8)) {
            Encoding pair = LongTexts.encode(tokenizer, "good ".repeat(1_000_000), "film ".repeat(900_000), 8);
            assertThat(pair.getTokens()).hasSize(8).containsOnlyOnce("[CLS]").contains("[SEP]");
            assertThat(pair.getTokens()).filteredOn("good"::equals).hasSizeBetween(2, 3);
            assertThat(pair.getTokens()).filteredOn("film"::equals).hasSizeBetween(2, 3);
            assertThat(pair.exceedMaxLength()).isTrue();
        }
    }

    @Test
    void cutsOnlyBehindAWord() {
        assertThat(LongTexts.endOfWord("ab  cd ef", 0)).isEqualTo(2);
        assertThat(LongTexts.endOfWord("ab  cd ef", 3)).isEqualTo(6);
        assertThat(LongTexts.endOfWord("ab  cd ef", 7)).isEqualTo(-1);
    }

    private static void compare(Path file, int maxTokens) throws IOException {
        try (HuggingFaceTokenizer tokenizer = tokenizer(file, maxTokens)) {
            Random random = new Random(7);
            for (int i = 0; i < 2_000; i++) {
                String text = text(random, random.nextInt(600));
                assertSame(LongTexts.encode(tokenizer, text, maxTokens), tokenizer.encode(text), text);
                String pair = text(random, random.nextInt(3));
                assertSame(LongTexts.encode(tokenizer, text, pair, maxTokens), tokenizer.encode(text, pair), pair);
                assertSame(LongTexts.encode(tokenizer, pair, text, maxTokens), tokenizer.encode(pair, text), pair);
            }
        }
    }

    private static HuggingFaceTokenizer tokenizer(Path file, int maxTokens) throws IOException {
        String limit = Integer.toString(maxTokens);
        return HuggingFaceTokenizer.newInstance(
                file, Map.of("truncation", "true", "maxLength", limit, "modelMaxLength", limit, "padding", "false"));
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
