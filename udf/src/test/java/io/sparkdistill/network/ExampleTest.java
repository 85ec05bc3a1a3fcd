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
                .hasMessage("Cannot make an example: it needs either words or features: it has neither");
        assertThatThrownBy(() -> new Example(new int[1], null, new float[1], 0, null))
                .hasMessage("Cannot make an example: it needs either words or features: it has both");
        assertThatThrownBy(() -> new Example(null, new int[1], new float[1], 0, null))
                .hasMessage("Cannot make an example: a pair needs words, not features");
        assertThatThrownBy(() -> new Example(new int[1], null, null, -2, null))
                .hasMessage("Cannot make an example: a label is a class index, or -1 when there is none: -2");
    }

    @Test
    void aTaskHasTextOrFeatures() {
        assertThatThrownBy(() -> new TaskShape(10, 3, 1, 2))
                .hasMessage("Cannot shape a task: it has either one or two sentences over a vocabulary, or features: "
                        + "vocabulary 10, sentences 1, features 3");
        assertThatThrownBy(() -> TaskShape.features(3, 1))
                .hasMessage("Cannot shape a task: it needs two classes or more: 1");
    }
}
