package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TransformerTest extends NetworkContract {
    private static final int LAYER = 4 * (12 * 12 + 12) + 12 * 10 + 10 + 10 * 12 + 12 + 4 * 12;

    @Override
    Network network(WordVectors words, double dropout) {
        return new Transformer(words, 2, 3, 10, dropout);
    }

    @Override
    ParameterCount parameterCount() {
        return new ParameterCount(42 * 12, 2 * LAYER + 2 * 12 + 12 * 2 + 2);
    }

    @Override
    long precomputedValuesPerWord() {
        return 0;
    }

    @Test
    void countsTheParametersOfItsStandard() {
        int layer = 4 * (128 * 128 + 128) + 128 * 512 + 512 + 512 * 128 + 128 + 4 * 128;
        assertThat(Transformer.standard().parameterCount(TaskShape.text(1000, 1, 2)))
                .isEqualTo(new ParameterCount(128_000, 2 * layer + 2 * 128 + 2 * 128 + 2));
    }

    @Test
    void refusesSizesOutOfRange() {
        assertThatThrownBy(() -> new Transformer(WordVectors.tuned(12), 1, 4, 8, 0))
                .hasMessage(
                        "Cannot create a transformer: its width must be a multiple of twice its heads: width 12, heads 4");
        assertThatThrownBy(() -> new Transformer(WordVectors.tuned(12), 0, 2, 8, 0))
                .hasMessage(
                        "Cannot create a transformer: its sizes must be at least 1: layers 0, heads 2, feed-forward 8");
    }
}
