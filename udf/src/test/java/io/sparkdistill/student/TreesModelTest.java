package io.sparkdistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.teacher.TreesSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesModelTest {
    /** Feature 0 up to 0.5, else feature 1 up to -1; and a tree of one leaf. */
    private static TreesModel forest(double temperature) {
        return new TreesModel(
                new TreeShape(2, 2, 2, 6, temperature),
                new TreeSplits(
                        TreeSplits.Comparison.AT_MOST,
                        new int[] {0, 5},
                        new int[] {0, -1, 1, -1, -1, -1},
                        new float[] {0.5f, 0, -1, 0, 0, 0},
                        new int[] {2, 0, 4, 0, 0, 0}),
                new float[] {0.5f, 0.5f, 1, 0, 0.3f, 0.7f, 0.2f, 0.8f, 0.4f, 0.6f, 0.6f, 0.4f});
    }

    private static double probability(float[] logits, int c) {
        return Math.exp(logits[c]) / (Math.exp(logits[0]) + Math.exp(logits[1]));
    }

    @Test
    void givesTheMeanOfTheLeavesThatTheFeaturesReach() {
        TreesModel model = forest(1);
        assertThat(probability(model.logits(new float[] {0.5f, 9}), 1)).isCloseTo(0.2, within(1e-6));
        assertThat(probability(model.logits(new float[] {0.6f, -1}), 1)).isCloseTo(0.6, within(1e-6));
        assertThat(probability(model.logits(new float[] {0.6f, 0}), 1)).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void multipliesTheLogarithmsByTheTemperature() {
        float[] cold = forest(1).logits(new float[] {0.6f, -1});
        float[] hot = forest(3).logits(new float[] {0.6f, -1});
        assertThat(hot[1] - hot[0]).isCloseTo(3 * (cold[1] - cold[0]), within(1e-5f));
        assertThat(forest(2).probabilities(3))
                .containsExactly(new float[] {0.04f / 0.68f, 0.64f / 0.68f}, within(1e-6f));
    }

    @Test
    void hasFiniteLogitsWhereALeafHasOneClass() {
        TreesModel leaf = new TreesModel(
                new TreeShape(1, 2, 1, 1, 2),
                new TreeSplits(
                        TreeSplits.Comparison.AT_MOST,
                        new int[] {0},
                        new int[] {TreeSplits.LEAF},
                        new float[1],
                        new int[1]),
                new float[] {1, 0});
        assertThat(leaf.logits(new float[1])).containsExactly(new float[] {0, 2 * -103.27893f}, within(1e-4f));
    }

    @Test
    void isUnchangedAfterSavingAndLoading(@TempDir Path folder) throws IOException {
        forest(2).save(folder);
        TreesModel read = TreesModel.load(folder::resolve);
        assertThat(read.shape()).isEqualTo(forest(2).shape());
        for (float[] row : List.of(new float[] {0, 0}, new float[] {1, 0}, new float[] {1, -2})) {
            assertThat(read.logits(row)).isEqualTo(forest(2).logits(row));
        }
    }

    @Test
    void isAModelOfFeatures(@TempDir Path folder) throws IOException {
        forest(2).save(folder);
        TreesSpec spec = new TreesSpec(ModelIdentity.named("forest").withClasses(2));
        try (LogitsModel<?> model = spec.load((fingerprint, file) -> folder.resolve(file), Device.cpu())) {
            assertThat(logits(model, new float[] {1, -2})).isEqualTo(forest(2).logits(new float[] {1, -2}));
            assertThatThrownBy(() -> model.tokenize(new ModelInput(null, null, new float[3])))
                    .hasMessage("Cannot read the input: the student reads 2 features, and it has 3");
            assertThatThrownBy(() -> model.tokenize(new ModelInput("a", null, null)))
                    .hasMessage("Cannot read the input: the student reads features, and the input is a text");
        }
    }

    private static <T extends io.sparkdistill.tokenizer.Tokens> float[] logits(LogitsModel<T> model, float[] features) {
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            return predictor.predict(List.of(model.tokenize(new ModelInput(null, null, features))))
                    .logits()[0];
        }
    }

    @Test
    void refusesChildrenThatWouldNeverEnd() {
        TreesModel model = forest(1);
        TreeSplits splits = model.splits();
        TreeSplits endless = new TreeSplits(
                splits.comparison(), splits.roots(), splits.features(), splits.thresholds(), new int[] {2, 0, 1, 0, 0, 0
                });
        assertThatThrownBy(() -> new TreesModel(model.shape(), endless, model.probabilities()))
                .hasMessage(
                        "Cannot create a model of trees: node 2 has a feature or a child that does not exist: feature 1, child 1");
        TreeSplits shorter = new TreeSplits(
                splits.comparison(),
                splits.roots(),
                Arrays.copyOf(splits.features(), 5),
                splits.thresholds(),
                splits.right());
        assertThatThrownBy(() -> new TreesModel(model.shape(), shorter, model.probabilities()))
                .hasMessageStartingWith("Cannot create a model of trees: its arrays do not match TreeShape[features=2");
    }
}
