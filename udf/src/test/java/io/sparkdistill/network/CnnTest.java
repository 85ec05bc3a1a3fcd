package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.student.StudentModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class CnnTest extends NetworkContract {
    @Override
    Network network(WordVectors words, double dropout) {
        return new Cnn(words, List.of(1, 2, 4), 6, dropout);
    }

    @Override
    ParameterCount parameterCount() {
        return new ParameterCount(42 * 12, 6 * 12 * (1 + 2 + 4) + 3 * 6 + 18 * 2 + 2);
    }

    @Override
    long precomputedValuesPerWord() {
        return 6 * (1 + 2 + 4);
    }

    @Test
    void takesTheGreatestValueOfAFilterOverAllPlaces() {
        Cnn network = new Cnn(WordVectors.tuned(1), List.of(2), 1, 0);
        try (StudentModel model = StudentModel.of(network, TaskShape.text(5, 1, 2), parameters())) {
            // Words 2, 3, 4 have the vectors 1, 2, -3; the filter is x - 2y + 0.5.
            List<Example> examples = List.of(sentence(2, 3), sentence(3, 4, 2), sentence(2));
            for (float[][] logits : List.of(
                    model.logits(examples), model.inferenceMode(Long.MAX_VALUE).logits(examples))) {
                assertThat(logits[0]).containsExactly(new float[] {2.5f, 0}, within(1e-6f));
                assertThat(logits[1]).containsExactly(new float[] {8.5f, 0}, within(1e-6f));
                assertThat(logits[2]).containsExactly(new float[] {1.5f, 0}, within(1e-6f));
            }
        }
    }

    @Test
    void countsTheParametersOfItsStandard() {
        assertThat(Cnn.standard().parameterCount(TaskShape.text(1000, 1, 2)))
                .isEqualTo(new ParameterCount(300_000, 300 * 100 * (3 + 4 + 5) + 300 + 300 * 2 + 2));
    }

    @Test
    void refusesSizesOutOfRange() {
        assertThatThrownBy(() -> new Cnn(WordVectors.tuned(4), List.of(), 2, 0))
                .hasMessage(
                        "Cannot create a cnn: it needs a width, and its sizes must be at least 1: widths [], filters 2");
        assertThatThrownBy(() -> new Cnn(WordVectors.tuned(4), List.of(3, 3), 2, 0))
                .hasMessage("Cannot create a cnn: its widths must be distinct: [3, 3]");
    }

    private static float[][] parameters() {
        return new float[][] {{9, 9, 1, 2, -3}, {1, -2}, {0.5f}, {1, 0}, {0, 0}};
    }

    private static Example sentence(int... words) {
        return new Example(words, null, null, Example.UNLABELED, null);
    }
}
