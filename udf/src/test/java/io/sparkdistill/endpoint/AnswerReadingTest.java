package io.sparkdistill.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.endpoint.Choice.TokenProbability;
import io.sparkdistill.model.RowResult;
import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.teacher.ModelOutput;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnswerReadingTest {
    private static final ClassWords CLASSES =
            new ClassWords(List.of(List.of("Negative"), List.of("neutral"), List.of("positive", "good")));
    private static final AnswerReading.OfClasses FIRST = new AnswerReading.FirstToken(5, 0.1);

    @Test
    void addsTheTokensOfAClassAndSharesTheRestAmongTheOthers() {
        float[] logits = FIRST.logits(List.of(listed("pos", 0.5, " Good", 0.2, "ne", 0.1, "neg", 0.1)), CLASSES)
                .orElseThrow();

        assertThat(probabilities(logits)).containsExactly(new double[] {0.1, 0.1, 0.7}, within(1e-6));
    }

    @Test
    void givesAnAbsentClassNoMoreThanTheLeastListedToken() {
        float[] logits = FIRST.logits(List.of(listed("positive", 0.6, "negative", 0.01)), CLASSES)
                .orElseThrow();

        assertThat(probabilities(logits)).containsExactly(new double[] {0.01, 0.01, 0.6}, within(1e-6));
    }

    @Test
    void keepsLogitsFiniteWhereNothingIsLeft() {
        assertThat(FIRST.logits(List.of(listed("positive", 1.0)), CLASSES))
                .hasValueSatisfying(
                        logits -> assertThat(logits).containsExactly(ModelOutput.LOG_ZERO, ModelOutput.LOG_ZERO, 0f));
    }

    @Test
    void findsNoClassInAnAnswerOfOtherTokens() {
        List<Choice> other = List.of(listed("I", 0.9, "positive", 0.05));

        assertThat(FIRST.logits(other, CLASSES)).isEmpty();
        assertThat(FIRST.result(other, CLASSES, 7))
                .isEqualTo(new RowResult.Refusal(
                        RejectionKind.NO_CLASS,
                        "the words of all classes have a probability of 0.050 together, less than min-class-mass = 0.1; the answer is: "
                                + other.get(0).text()));
    }

    @Test
    void aBlankAnswerWithoutTokensNamesNoClassAndAnyOtherOneNeedsTokens() {
        // An answer that ends at once, and one of llama.cpp that ends within a character.
        for (String text : new String[] {"\n", "\uFFFD"}) {
            List<Choice> blank = List.of(new Choice(text, List.of(), true));
            assertThat(FIRST.accepts(blank)).isTrue();
            assertThat(FIRST.result(blank, CLASSES, 7))
                    .isEqualTo(new RowResult.Refusal(RejectionKind.NO_CLASS, "the answer names no class: it is blank"));
        }
        assertThat(FIRST.accepts(List.of(new Choice("positive", List.of(), false))))
                .isFalse();
        assertThat(new AnswerReading.FirstToken(5, 0).logits(List.of(listed("I", 0.9)), CLASSES))
                .as("no class at all, whatever the least mass")
                .isEmpty();
    }

    @Test
    void aWordThatOnlyBeginsWithTheWordOfAClassNamesNoClass() {
        ClassWords letters = new ClassWords(List.of(List.of("A"), List.of("B"), List.of("1")));

        assertThat(letters.ofToken("▁A")).hasValue(0);
        assertThat(letters.ofToken(" b)")).hasValue(1);
        assertThat(letters.ofToken("As")).isEmpty();
        assertThat(letters.ofToken("Based")).isEmpty();
        assertThat(letters.ofToken("10")).isEmpty();
    }

    @Test
    void thoughtsBeforeAnAnswerDoNotCount() {
        assertThat(CLASSES.ofAnswer("<think>\nNot positive.\n</think>\n\nNegative"))
                .hasValue(0);
        assertThat(CLASSES.ofAnswer("<think>Okay, this may be positive, but")).isEmpty();
    }

    @Test
    void smoothsFrequenciesOfAnswersThatNameAClass() {
        List<Choice> choices = Stream.of("Positive.", "It is **positive**", "neutral, I think", "no idea")
                .map(text -> new Choice(text, List.of(), false))
                .toList();

        float[] logits =
                new AnswerReading.Samples(4, 1, 16).logits(choices, CLASSES).orElseThrow();

        assertThat(probabilities(logits)).containsExactly(new double[] {0.5 / 4.5, 1.5 / 4.5, 2.5 / 4.5}, within(1e-6));
    }

    @Test
    void takesTheFirstOfSeveralClassesOnlyWhereTheAnswerBeginsWithIt() {
        assertThat(CLASSES.ofAnswer("negative rather than positive")).hasValue(0);
        assertThat(CLASSES.ofAnswer("I cannot say whether positive or negative"))
                .isEmpty();
        assertThat(CLASSES.ofAnswer("negatively")).isEmpty();
    }

    @Test
    void findsWordsThatAFirstTokenCannotTellApart() {
        assertThat(new ClassWords(List.of(List.of("1"), List.of("10"))).isAmbiguous())
                .isTrue();
        assertThat(CLASSES.isAmbiguous()).isFalse();
        assertThat(new ClassWords(List.of(List.of(" "), List.of("a"))).isIncomplete())
                .isTrue();
    }

    @Test
    void takesAnswersAsTextsAndLeavesBlankOnesOut() {
        AnswerReading texts = new AnswerReading.Texts(3, 0.7, 11, List.of("\n", "END"), 20);
        List<Choice> choices = List.of(
                new Choice(" one\n", List.of(), false),
                new Choice(" ", List.of(), false),
                new Choice("three", List.of(), true),
                new Choice("beyond", List.of(), false));

        assertThat(texts.result(choices, CLASSES, 9)).isEqualTo(new RowResult.Texts(List.of("one", "three"), 9, true));
        assertThat(texts.result(choices.subList(1, 2), CLASSES, 9))
                .isEqualTo(new RowResult.Refusal(RejectionKind.NO_TEXT, "the answer is blank"));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        texts.request(body, Protocol.CHAT, 1);
        assertThat(body)
                .hasToString("{\"n\":2,\"seed\":12,\"temperature\":0.7,\"max_tokens\":20,\"stop\":[\"\\n\",\"END\"]}");
    }

    private static Choice listed(Object... tokens) {
        return new Choice(
                "",
                java.util.stream.IntStream.range(0, tokens.length / 2)
                        .mapToObj(
                                i -> new TokenProbability((String) tokens[2 * i], Math.log((Double) tokens[2 * i + 1])))
                        .toList(),
                false);
    }

    private static double[] probabilities(float[] logits) {
        double[] probabilities = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = Math.exp(logits[i]);
        }
        return probabilities;
    }
}
