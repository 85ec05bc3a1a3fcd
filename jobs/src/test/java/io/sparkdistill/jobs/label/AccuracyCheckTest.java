package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.ConfusionMatrix;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.job.InputException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccuracyCheckTest {
    private static final List<String> TWO = List.of("positive", "negative");
    private static final List<String> THREE = List.of("entailment", "neutral", "contradiction");

    @Test
    void saysNothingOfAGoodTeacher() {
        TeacherAccuracy accuracy = check(TWO, new long[][] {{95, 5}, {10, 90}});
        assertThat(accuracy)
                .isEqualTo(new TeacherAccuracy(
                        "t",
                        200,
                        0.925,
                        0.5,
                        new TeacherAccuracy.Confusion(TWO, List.of(List.of(95L, 5L), List.of(10L, 90L))),
                        List.of()));
        assertThat(accuracy.interval().lower()).isEqualTo(0.8800, within(1e-4));
        assertThat(accuracy.interval().upper()).isEqualTo(0.9540, within(1e-4));
        assertThat(accuracy.confusion().table("t").orElseThrow())
                .contains("label \\ t", "│       95 │        5 ║", "│       10 │       90 ║");
    }

    @Test
    void namesThePromptOfATeacherBehindAnEndpoint() {
        ConfusionMatrix oneAnswer = new ConfusionMatrix(2);
        oneAnswer.add(0, 0, 100);
        oneAnswer.add(1, 0, 100);
        TaskConfig task = new TaskConfig(TaskType.TEXT, 2, TWO);

        assertThat(new AccuracyCheck(task, Optional.empty())
                        .check("t", AccuracyCheck.Suspects.ofEndpoint("teachers[0]"), oneAnswer)
                        .warnings())
                .containsExactly("the accuracy of teacher t on 200 labeled rows is 0.5000, that of the most frequent"
                        + " label 0.5000: it predicts the same class for 200 of them, as with a prompt that the model"
                        + " does not follow; check teachers[0].prompt, .mode and .class-tokens");
    }

    @Test
    void refusesATeacherWhoseTwoOutputsAreExchanged() {
        assertThatThrownBy(() -> check(TWO, new long[][] {{0, 100}, {100, 0}}))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "Cannot train on a teacher's outputs: the accuracy of teacher t on 200 labeled rows is 0.0000,"
                                + " that of the most frequent label 0.5000: its outputs seem to be in another order than the"
                                + " classes: in the order [\"negative\", \"positive\"] its accuracy is 1.0000; if that is"
                                + " the model's order, set teachers[0].classes = [\"negative\", \"positive\"], or set"
                                + " label.min-teacher-accuracy = 0 to continue anyway");
    }

    @Test
    void namesTheOrderOfOutputsThatAreTurnedRound() {
        // The model says contradiction, entailment, neutral.
        assertThatThrownBy(() -> check(THREE, new long[][] {{2, 95, 3}, {5, 3, 92}, {90, 6, 4}}))
                .hasMessageContaining("teachers[0].classes = [\"contradiction\", \"entailment\", \"neutral\"]");
    }

    @Test
    void warnsOfTwoOutputsThatAreExchangedThoughTheThirdIsRight() {
        TeacherAccuracy accuracy = check(THREE, new long[][] {{3, 5, 92}, {5, 90, 5}, {92, 6, 2}});
        assertThat(accuracy.warnings())
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .contains("teachers[0].classes = [\"contradiction\", \"neutral\", \"entailment\"]");
    }

    @Test
    void warnsOfATeacherThatIsNoBetterThanTheMostFrequentLabelAndGivesOneAnswer() {
        TeacherAccuracy accuracy = check(TWO, new long[][] {{80, 0}, {120, 0}});
        assertThat(accuracy.warnings())
                .containsExactly(
                        "the accuracy of teacher t on 200 labeled rows is 0.4000, that of the most frequent label"
                                + " 0.6000: it predicts the same class for 200 of them, as with the tokenizer or the inputs of"
                                + " another model; check teachers[0].tokenizer, .inputs and .max-tokens");
    }

    @Test
    void warnsOfATeacherThatGuesses() {
        TeacherAccuracy accuracy = check(TWO, new long[][] {{50, 50}, {51, 49}});
        assertThat(accuracy.warnings())
                .containsExactly(
                        "the accuracy of teacher t on 200 labeled rows is 0.4950, that of the most frequent label"
                                + " 0.5000: check the order of its outputs (teachers[0].classes), .tokenizer, .inputs,"
                                + " .output, and the labels");
    }

    @Test
    void onlyWarnsOfAWeakTeacherAndOfFewRows() {
        assertThat(check(TWO, new long[][] {{0, 226}, {0, 159}}).warnings()).hasSize(1);
        assertThat(check(TWO, new long[][] {{0, 20}, {20, 0}}).warnings()).hasSize(1);
        assertThat(check(TWO, new long[][] {{1, 3}, {3, 1}}).warnings()).isEmpty();
    }

    @Test
    void refusesNoTeacherOfRareClassesThatFindsThem() {
        // 5 in 100 are of the rare class; the teacher finds all of them and takes 60 in 100 for rare.
        assertThat(check(TWO, new long[][] {{380, 570}, {0, 50}}).warnings()).hasSize(1);
    }

    @Test
    void refusesATeacherThatGivesEverythingTheRareClass() {
        assertThatThrownBy(() -> check(TWO, new long[][] {{0, 990}, {0, 10}})).isInstanceOf(InputException.class);
    }

    @Test
    void saysNothingWhereAllLabelsAreOneClass() {
        assertThat(check(TWO, new long[][] {{95, 5}, {0, 0}}).warnings()).isEmpty();
    }

    @Test
    void keepsToAMinimumOfTheConfiguration() {
        long[][] counts = {{80, 20}, {20, 80}};
        assertThat(check(Optional.of(0.8), TWO, counts).accuracy()).isEqualTo(0.8);
        assertThatThrownBy(() -> check(Optional.of(0.85), TWO, counts))
                .hasMessageEndingWith(", or lower label.min-teacher-accuracy = 0.85 to continue anyway");
        assertThat(check(Optional.of(0.0), TWO, new long[][] {{0, 100}, {100, 0}})
                        .warnings())
                .hasSize(1);
    }

    private static TeacherAccuracy check(List<String> names, long[][] counts) {
        return check(Optional.empty(), names, counts);
    }

    private static TeacherAccuracy check(Optional<Double> least, List<String> names, long[][] counts) {
        ConfusionMatrix matrix = new ConfusionMatrix(counts.length);
        for (int label = 0; label < counts.length; label++) {
            for (int predicted = 0; predicted < counts.length; predicted++) {
                matrix.add(label, predicted, counts[label][predicted]);
            }
        }
        TaskConfig task = new TaskConfig(TaskType.TEXT, counts.length, names);
        return new AccuracyCheck(task, least).check("t", "teachers[0]", matrix);
    }
}
