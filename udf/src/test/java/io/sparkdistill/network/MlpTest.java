package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.student.StudentModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class MlpTest extends NetworkContract {
    @Override
    Network network(WordVectors words, double dropout) {
        return new Mlp(List.of(8, 6), dropout);
    }

    @Override
    ParameterCount parameterCount() {
        return new ParameterCount(0, 5 * 8 + 8 + 8 * 6 + 6 + 6 * 2 + 2);
    }

    @Override
    long precomputedValuesPerWord() {
        return 0;
    }

    @Override
    boolean readsText() {
        return false;
    }

    @Test
    void withoutHiddenLayersIsLinear() {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(), 0), 2, 2, 1)) {
            model.importParameters(new float[][] {{1, 2, 3, 4}, {0.5f, -0.5f}});

            float[][] logits = model.logits(List.of(new Example(null, null, new float[] {10, 1}, -1, null)));

            assertThat(logits[0]).containsExactly(new float[] {12.5f, 33.5f}, within(1e-5f));
        }
    }

    @Test
    void cutsHiddenValuesBelowZero() {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(1), 0.5), 1, 2, 1)) {
            model.importParameters(new float[][] {{1}, {0}, {1, 2}, {0, 1}});

            float[][] logits = model.logits(List.of(feature(-3), feature(3)));

            assertThat(logits[0]).containsExactly(0, 1);
            assertThat(logits[1]).containsExactly(3, 7);
        }
    }

    @Test
    void dropsFeaturesInTrainingOnly() {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(), 0, 0.5), 1, 2, 1)) {
            model.importParameters(new float[][] {{1, 2}, {0, 0}});

            assertThat(model.logits(List.of(feature(3)))[0]).containsExactly(3, 6);
        }
        assertThatThrownBy(() -> new Mlp(List.of(), 0, 1))
                .hasMessage("Cannot apply dropout: the rate must be in [0, 1): 1.0");
    }

    @Test
    void countsTheParametersOfAnyLayers() {
        assertThat(new Mlp(List.of(5, 4), 0).parameterCount(TaskShape.features(3, 2)))
                .isEqualTo(new ParameterCount(0, 3 * 5 + 5 + 5 * 4 + 4 + 4 * 2 + 2));
    }

    @Test
    void refusesTextAndFeaturesOfAnotherLength() {
        assertThatThrownBy(() -> StudentModel.forText(Mlp.standard(), Samples.encoder(), 1, 2, 1))
                .hasMessage("Cannot create an mlp: it reads features, but the task has text");
        try (StudentModel model = StudentModel.forFeatures(Mlp.standard(), 2, 2, 1)) {
            assertThatThrownBy(() -> model.logits(List.of(feature(1))))
                    .hasMessage("Cannot read a batch: the student reads 2 features, an example has 1");
        }
    }

    private static Example feature(float value) {
        return new Example(null, null, new float[] {value}, Example.UNLABELED, null);
    }
}
