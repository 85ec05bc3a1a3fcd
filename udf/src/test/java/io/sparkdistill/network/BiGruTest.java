package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BiGruTest extends NetworkContract {
    @Override
    Network network(WordVectors words, double dropout) {
        return new BiGru(words, 9, 7, dropout, Pooling.MAX);
    }

    @Override
    ParameterCount parameterCount() {
        return new ParameterCount(42 * 12, 2 * 3 * 9 * (12 + 9 + 2) + 18 * 7 + 7 + 7 * 2 + 2);
    }

    @Override
    long precomputedValuesPerWord() {
        return 2 * 3 * 9;
    }

    @Test
    void refusesSizesOutOfRange() {
        assertThatThrownBy(() -> new BiGru(WordVectors.tuned(1), 1, 0, 0, Pooling.MAX))
                .hasMessage("Cannot create a bigru: its sizes must be at least 1: hidden 1, classifier 0");
    }
}
