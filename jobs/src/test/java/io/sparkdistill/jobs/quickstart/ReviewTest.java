package io.sparkdistill.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReviewTest {
    @Test
    void writesACapitalLetterAndTheRightArticle() {
        assertThat(Review.written("I expected a awkward film and got a lively one."))
                .isEqualTo("I expected an awkward film and got a lively one.");
        assertThat(Review.written("the plot is a ordeal.")).isEqualTo("The plot is an ordeal.");
    }

    @Test
    void drawsSentencesAndNotFragments() throws IOException {
        List<Review> reviews = draw(1_000);

        assertThat(reviews).extracting(Review::sentence).allSatisfy(sentence -> assertThat(sentence)
                .matches("[A-Z][A-Za-z,; ]+\\.")
                .doesNotContain("  ", "{", "}"));
    }

    @Test
    void namesNothingTwiceInASentence() throws IOException {
        assertThat(draw(1_000)).extracting(Review::sentence).allSatisfy(sentence -> assertThat(
                        Stream.of(sentence.toLowerCase(Locale.ROOT).split("\\W+"))
                                .filter(word -> word.length() > 3))
                .doesNotHaveDuplicates());
    }

    private static List<Review> draw(int count) throws IOException {
        Grammar grammar = ReviewCorpus.grammar(WordRange.WIDE);
        SplittableRandom random = new SplittableRandom(5);
        return Stream.generate(() -> Review.draw(grammar, random.nextBoolean(), random))
                .limit(count)
                .toList();
    }
}
