package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ExampleTest {
    @Test
    void isAsLongAsItsLongerSentence() {
        assertThat(new Example(new int[3], new int[5], null, 0, null).length()).isEqualTo(5);
        assertThat(new Example(new int[3], null, null, 0, null).length()).isEqualTo(3);
        assertThat(new Example(null, null, new float[9], 0, null).length()).isZero();
    }

    @Test
    void refusesWhatNoStudentCouldRead() {
        assertThatThrownBy(() -> new Example(null, null, null, 0, null))
                .hasMessage("Cannot create an example: it needs either words or features, but has neither");
        assertThatThrownBy(() -> new Example(new int[1], null, new float[1], 0, null))
                .hasMessage("Cannot create an example: it needs either words or features, but has both");
        assertThatThrownBy(() -> new Example(null, new int[1], new float[1], 0, null))
                .hasMessage("Cannot create an example: a pair needs words, not features");
        assertThatThrownBy(() -> new Example(new int[1], null, null, -2, null))
                .hasMessage("Cannot create an example: a label must be a class index, or -1 if there is none: -2");
    }

    @Test
    void aTaskHasTextOrFeatures() {
        assertThatThrownBy(() -> new TaskShape(10, 3, 1, 2))
                .hasMessage(
                        "Cannot create a task: it must have either a vocabulary and one or two sentences, or features: "
                                + "vocabulary 10, sentences 1, features 3");
        assertThatThrownBy(() -> TaskShape.features(3, 1))
                .hasMessage("Cannot create a task: it needs at least two classes: 1");
    }
}
