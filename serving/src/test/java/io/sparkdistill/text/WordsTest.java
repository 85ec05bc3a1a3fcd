package io.sparkdistill.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void lowersAndSplitsPunctuation() {
        assertThat(Words.split("It's a GOOD film, isn’t it?"))
                .containsExactly("it's", "a", "good", "film", ",", "isn’t", "it", "?");
    }

    @Test
    void keepsCliticsOfTokenizedTexts() {
        assertThat(Words.split("the film 's best -- 1990s"))
                .containsExactly("the", "film", "'s", "best", "-", "-", "1990s");
    }

    @Test
    void keepsCombiningMarksAndCountsNoBreakSpaceAsSpace() {
        assertThat(Words.split("cafe\u0301\u00a0noir")).containsExactly("cafe\u0301", "noir");
    }

    @Test
    void takesAMaskTokenForOneWord() {
        assertThat(Words.cut("A [MASK] film,<mask> [masked]"))
                .containsExactly("A", "[MASK]", "film", ",", "<mask>", "[", "masked", "]");
        assertThat(Words.split("A [MASK]")).containsExactly("a", "[mask]");
    }

    @Test
    void findsNothingInAnEmptyText() {
        assertThat(Words.split(" \n")).isEmpty();
    }

    @Test
    void takesALongWordOfApostrophesWithoutStack() {
        String word = "a'".repeat(1_000_000) + "a";
        assertThat(Words.cut(word + "' b")).containsExactly(word, "'", "b");
    }

    @Property
    void matchesWhatItsPatternSays(@ForAll @CharRange(from = '&', to = 'z') @Chars({' ', '’'}) String text) {
        Pattern pattern = Pattern.compile(Words.pattern(), Pattern.UNICODE_CHARACTER_CLASS);
        assertThat(Words.cut(text))
                .isEqualTo(
                        pattern.matcher(text).results().map(MatchResult::group).toList());
    }

    @Property
    void splitsAsciiAsItsPatternSays(
            @ForAll @CharRange(from = 0, to = 127) @Chars({'\'', '\'', ' ', 'a'}) String text) {
        Pattern pattern = Pattern.compile(Words.pattern(), Pattern.UNICODE_CHARACTER_CLASS);
        assertThat(Words.cut(text))
                .isEqualTo(
                        pattern.matcher(text).results().map(MatchResult::group).toList());
    }

    @Property
    void splittingItsOwnWordsChangesNothing(@ForAll String text) {
        var words = Words.split(text);

        assertThat(Words.split(String.join(" ", words))).isEqualTo(words);
    }
}
