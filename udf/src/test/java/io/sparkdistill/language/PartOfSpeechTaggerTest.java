package io.sparkdistill.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.text.Words;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PartOfSpeechTaggerTest {
    private static final List<String> SENTENCE = List.of("the", "old", "film", "slowly", "loses", "its", "charm", ".");
    private static final List<String> TAGS = List.of("DET", "ADJ", "NOUN", "ADV", "VERB", "PRON", "NOUN", "PUNCT");

    @Test
    void tagsEveryWord() {
        assertThat(PartOfSpeechTagger.english().tag(SENTENCE)).isEqualTo(TAGS);
    }

    @Test
    void tagsAWordByItsSentence() {
        PartOfSpeechTagger tagger = PartOfSpeechTagger.english();

        assertThat(tagger.tag(List.of("they", "play", "it"))).element(1).isEqualTo("VERB");
        assertThat(tagger.tag(List.of("the", "play", "was", "good"))).element(1).isEqualTo("NOUN");
    }

    @Test
    void tagsNothingInNothing() {
        assertThat(PartOfSpeechTagger.english().tag(List.of())).isEmpty();
    }

    @Test
    void tagsALongTextByItsSentences() {
        List<String> text =
                Collections.nCopies(60, SENTENCE).stream().flatMap(List::stream).toList();

        assertThat(PartOfSpeechTagger.english().tag(text).subList(0, 16))
                .isEqualTo(
                        PartOfSpeechTagger.english().tag(text.subList(0, 256)).subList(0, 16));
        assertThat(PartOfSpeechTagger.english().tag(text)).hasSameSizeAs(text);
        assertThat(PartOfSpeechTagger.english().tag(text).subList(256, 264)).isEqualTo(TAGS);
    }

    @Test
    @Timeout(30)
    void tagsATextWithoutAnySentenceEndInTimeThatItsLengthDecides() {
        List<String> words = Words.cut("good film ".repeat(50_000));

        assertThat(PartOfSpeechTagger.english().tag(words)).hasSize(100_000);
        assertThat(PartOfSpeechTagger.english().tag(List.of("x".repeat(1_000_000))))
                .hasSize(1);
    }

    @Test
    void givesTheSameTagsInManyThreads() {
        List<List<String>> tags = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> PartOfSpeechTagger.english().tag(SENTENCE))
                .toList();

        assertThat(tags).isEqualTo(Collections.nCopies(64, TAGS));
    }
}
