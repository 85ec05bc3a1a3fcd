package io.sparkdistill.language;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SentenceSplitterTest {
    private final SentenceSplitter splitter = SentenceSplitter.english();

    @Test
    void cutsAtTheEndsOfSentences() {
        assertThat(splitter.split("I saw it with Mr. Smith. It was dull!  Was it worth $3.50?"))
                .containsExactly("I saw it with Mr. Smith.", "It was dull!", "Was it worth $3.50?");
    }

    @Test
    void takesMarkupOutAndCutsWhereItBreaksTheLine() {
        assertThat(splitter.split("<p>A <i>very</i> dull\nfilm &amp; book<br /><br />I left<3 early</p>the end"))
                .containsExactly("A very dull film & book", "I left<3 early", "the end");
    }

    @Test
    void findsNothingInABlankText() {
        assertThat(splitter.split(" <br/> \n")).isEmpty();
    }

    @Property(tries = 200)
    void givesNoBlankSentenceAndKeepsItsOwnSentencesFreeOfLineBreaks(@ForAll String text) {
        assertThat(SentenceSplitter.english().split(text))
                .allMatch(sentence -> !sentence.isBlank() && sentence.lines().count() == 1);
    }
}
