package io.sparkdistill.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GrammarTest {
    private final RandomGenerator random = new SplittableRandom(7);

    @Test
    void choosesWordsByTheSignOfTheRule() {
        Grammar grammar = read("""
                word+ = good
                word- = bad
                """);

        assertThat(grammar.expand("word", true, random)).isEqualTo("good");
        assertThat(grammar.expand("word", false, random)).isEqualTo("bad");
    }

    @Test
    void turnsOverWhatIsMarked() {
        Grammar grammar = read(
                """
                clause = although {-word}, it is {word}   # a remark
                word+ = good
                word- = bad
                """);

        assertThat(grammar.expand("clause", true, random)).isEqualTo("although bad, it is good");
        assertThat(grammar.expand("clause", false, random)).isEqualTo("although good, it is bad");
    }

    @Test
    void goesOnWithARuleOnTheNextLine() {
        Grammar grammar = read("word = one\n    | two words");

        assertThat(grammar.alternatives("word", true)).hasSize(2);
    }

    @Test
    void drawsInProportionToWeights() {
        Grammar grammar = read("word = 3 often | seldom");
        int draws = 10_000;
        int often = 0;
        for (int draw = 0; draw < draws; draw++) {
            often += grammar.expand("word", true, random).equals("often") ? 1 : 0;
        }

        double standardError = Math.sqrt(0.75 * 0.25 / draws);
        assertThat((double) often / draws).isCloseTo(0.75, within(3 * standardError));
    }

    @Test
    void keepsWideWordsFromTheCommonVocabulary() {
        String text = """
                word = plain
                word* = recondite
                """;

        assertThat(Grammar.read(text, WordRange.COMMON).alternatives("word", true))
                .hasSize(1);
        assertThat(Grammar.read(text, WordRange.WIDE).alternatives("word", true))
                .hasSize(2);
    }

    @Test
    void refusesWhatIsNoRule() {
        assertThatThrownBy(() -> read("word: good"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read the grammar: this is not a rule: word: good");
        assertThatThrownBy(() -> read("word = good | | bad"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read the grammar: an alternative is empty");
    }

    @Test
    void refusesANameWithoutARule() {
        Grammar grammar = read("word = {other}");

        assertThatThrownBy(() -> grammar.expand("word", true, random))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use the grammar: it has no rule for other");
    }

    private static Grammar read(String text) {
        return Grammar.read(text, WordRange.WIDE);
    }
}
