package io.sparkdistill.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {
    private static final Map<String, Long> COUNTS = Map.of("film", 3L, "a", 9L, "good", 3L, "rare", 1L);

    @Test
    void ordersByCountThenWord() {
        assertThat(Vocabulary.of(COUNTS, 1, 100).words())
                .containsExactly("<padding>", "<unknown>", "a", "film", "good", "rare");
    }

    @Test
    void leavesOutRareWordsAndKeepsToItsSize() {
        assertThat(Vocabulary.of(COUNTS, 2, 100).words()).doesNotContain("rare");
        assertThat(Vocabulary.of(COUNTS, 1, 4).words()).containsExactly("<padding>", "<unknown>", "a", "film");
    }

    @Test
    void encodesUnknownWords() {
        Vocabulary vocabulary = Vocabulary.of(COUNTS, 2, 100);

        assertThat(vocabulary.encode(List.of("a", "rare", "film"))).containsExactly(2, Vocabulary.UNKNOWN, 3);
        assertThat(vocabulary.encode(List.of())).isEmpty();
    }

    @Test
    void isTheSameAfterReading(@TempDir Path folder) throws IOException {
        Vocabulary vocabulary = Vocabulary.of(Map.of("é", 2L, "b", 1L), 1, 100);
        Path file = folder.resolve(Vocabulary.FILE);
        vocabulary.write(file);

        assertThat(Files.readString(file)).isEqualTo("<padding>\n<unknown>\né\nb\n");
        assertThat(Vocabulary.read(file).words()).isEqualTo(vocabulary.words());
    }

    @Test
    void refusesAFileOfAnotherKind(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(Vocabulary.FILE), "one\ntwo\n");

        assertThatThrownBy(() -> Vocabulary.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot read the vocabulary %s: its first lines must be [<padding>, <unknown>]", file);
    }

    @Test
    void refusesASizeWithoutRoomForWords() {
        assertThatThrownBy(() -> Vocabulary.of(COUNTS, 1, 2))
                .hasMessage(
                        "Cannot create a vocabulary: its size must be at least 3, for padding, unknown and one word: 2");
    }
}
