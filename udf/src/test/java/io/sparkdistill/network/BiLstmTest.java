package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.student.StudentModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BiLstmTest extends NetworkContract {
    @Override
    Network network(WordVectors words, double dropout) {
        return new BiLstm(words, 9, 7, dropout, Pooling.MAX);
    }

    @Override
    ParameterCount parameterCount() {
        return new ParameterCount(42 * 12, 2 * 4 * 9 * (12 + 9 + 2) + 18 * 7 + 7 + 7 * 2 + 2);
    }

    @Override
    long precomputedValuesPerWord() {
        return 2 * 4 * 9;
    }

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void agreesWithPlainArithmetic(Pooling pooling) {
        BiLstm network = new BiLstm(WordVectors.tuned(5), 4, 6, 0.5, pooling);
        List<Example> pairs = Samples.pairs(20, 3);
        try (StudentModel model = StudentModel.forText(network, Samples.encoder(), 2, 3, 7)) {
            PlainBiLstm plain = new PlainBiLstm(network, model.parameterShapes(), model.exportParameters());
            for (float[][] logits : List.of(
                    model.logits(pairs), model.inferenceMode(Long.MAX_VALUE).logits(pairs))) {
                for (int i = 0; i < logits.length; i++) {
                    double[] expected = plain.logits(pairs.get(i));
                    for (int c = 0; c < expected.length; c++) {
                        assertThat((double) logits[i][c]).isCloseTo(expected[c], within(1e-5));
                    }
                }
            }
        }
    }

    @Test
    void readsATextWithoutWordsAsOneUnknownWord() {
        try (StudentModel model = StudentModel.forText(BiLstm.standard(), Samples.encoder(), 1, 2, 1)) {
            float[][] logits = model.logits(List.of(sentence(), sentence(1)));

            assertThat(logits[0]).containsExactly(logits[1], within(1e-6f));
        }
    }

    @Test
    void countsEmbeddingsApart() {
        // Tang et al. (2019): one direction has 4·150·(300 + 150 + 2) parameters in PyTorch's form.
        assertThat(BiLstm.standard().parameterCount(TaskShape.text(20_000, 1, 2)))
                .isEqualTo(new ParameterCount(6_000_000, 2 * 271_200 + 300 * 200 + 200 + 200 * 2 + 2));
        assertThat(BiLstm.standard()
                        .parameterCount(TaskShape.text(20_000, 2, 3))
                        .others())
                .isEqualTo(2 * 271_200 + 1200 * 200 + 200 + 200 * 3 + 3);
    }

    @Test
    void refusesFeaturesAndWordsItDoesNotKnow() {
        assertThatThrownBy(() -> StudentModel.forFeatures(BiLstm.standard(), 10, 2, 1))
                .hasMessage("Cannot create a bilstm: it reads text, but the task has features: 10");
        try (StudentModel model = StudentModel.forText(BiLstm.standard(), Samples.encoder(), 1, 2, 1)) {
            assertThatThrownBy(() -> model.logits(List.of(sentence(3, 42))))
                    .hasMessage("Cannot read a batch: a word id is not in the vocabulary of 42: 42");
            assertThatThrownBy(() -> model.logits(Samples.pairs(1, 1)))
                    .hasMessage("Cannot read a batch: the student reads 1 sentence(s), an example has 2");
            assertThatThrownBy(() -> model.logits(Samples.features(1, 2, 1)))
                    .hasMessage("Cannot read a batch: the student reads text, an example has features");
        }
    }

    @Test
    void refusesSizesAndRatesOutOfRange() {
        assertThatThrownBy(() -> new BiLstm(WordVectors.tuned(1), 0, 1, 0, Pooling.MAX))
                .hasMessage("Cannot create a bilstm: its sizes must be at least 1: hidden 0, classifier 1");
        assertThatThrownBy(() -> new BiLstm(WordVectors.tuned(1), 1, 1, 0, Pooling.MAX, 0))
                .hasMessage("Cannot create a bilstm: it must have at least 1 layer: 0");
        assertThatThrownBy(() -> new BiLstm(WordVectors.tuned(1), 1, 1, 1, Pooling.MAX))
                .hasMessage("Cannot apply dropout: the rate must be in [0, 1): 1.0");
    }

    private static Example sentence(int... words) {
        return new Example(words, null, null, Example.UNLABELED, null);
    }
}
