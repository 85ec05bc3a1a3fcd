package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.student.StudentModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransformerTest {
    @Test
    void tellsTheOrderOfWords() {
        try (StudentModel model = StudentModel.forText(Transformer.standard(), Samples.encoder(), 1, 2, 1)) {
            float[][] logits = model.logits(List.of(sentence(2, 3, 4), sentence(4, 3, 2)));

            assertThat(logits[0]).isNotEqualTo(logits[1]);
        }
    }

    @Test
    void countsItsParameters() {
        int layer = 4 * (128 * 128 + 128) + 128 * 512 + 512 + 512 * 128 + 128 + 4 * 128;
        assertThat(Transformer.standard().parameterCount(TaskShape.text(1000, 1, 2)))
                .isEqualTo(new ParameterCount(128_000, 2 * layer + 2 * 128 + 2 * 128 + 2));
    }

    @Test
    void refusesSizesOutOfRange() {
        assertThatThrownBy(() -> new Transformer(WordVectors.tuned(12), 1, 4, 8, 0))
                .hasMessage("Cannot make a transformer: its width is a multiple of twice its heads: width 12, heads 4");
        assertThatThrownBy(() -> new Transformer(WordVectors.tuned(12), 0, 2, 8, 0))
                .hasMessage("Cannot make a transformer: its sizes start at 1: " + "layers 0, heads 2, feed-forward 8");
    }

    private static Example sentence(int... words) {
        return new Example(words, null, null, Example.UNLABELED, null);
    }
}
