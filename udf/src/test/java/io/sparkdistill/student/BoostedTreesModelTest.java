package io.sparkdistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.teacher.BoostedTreesSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoostedTreesModelTest {
    /** Two trees: feature 0 below 0.5 or not; and a leaf. */
    private static final TreeSplits SPLITS = new TreeSplits(
            TreeSplits.Comparison.BELOW,
            new int[] {0, 3},
            new int[] {0, -1, -1, -1},
            new float[] {0.5f, 0, 0, 0},
            new int[] {2, 0, 0, 0});

    private static BoostedTreesModel binary(double temperature) {
        return new BoostedTreesModel(
                new TreeShape(2, 2, 2, 4, temperature), SPLITS, new float[] {0, -1, 2, 0.25f}, new float[] {0.5f});
    }

    @Test
    void addsTheLeavesOfAllTreesToTheBaseMargin() {
        assertThat(binary(1).logits(new float[] {0, 9})).containsExactly(0f, 0.5f - 1 + 0.25f);
        assertThat(binary(3).logits(new float[] {1, 9})).containsExactly(0f, 3 * (0.5f + 2 + 0.25f));
    }

    @Test
    void aFeatureThatEqualsTheThresholdGoesRight() {
        assertThat(binary(1).margins(new float[] {0.5f, 0})).containsExactly(2.75f);
        assertThat(binary(1).margins(new float[] {Math.nextDown(0.5f), 0})).containsExactly(-0.25f);
    }

    @Test
    void theTreesOfARoundBelongToOneClassEach() {
        TreeSplits leaves = new TreeSplits(
                TreeSplits.Comparison.BELOW,
                new int[] {0, 1, 2, 3, 4, 5},
                new int[] {-1, -1, -1, -1, -1, -1},
                new float[6],
                new int[6]);
        BoostedTreesModel model = new BoostedTreesModel(
                new TreeShape(1, 3, 6, 6, 2), leaves, new float[] {1, 2, 3, 10, 20, 30}, new float[] {0.5f, 0.5f, 0.5f
                });
        assertThat(model.logits(new float[1])).containsExactly(23, 45, 67);
        assertThat(model.parameterCount()).isEqualTo(9);
    }

    @Test
    void sumsInFloatAndInTheOrderOfTheTrees() {
        TreeSplits leaves = new TreeSplits(
                TreeSplits.Comparison.BELOW, new int[] {0, 1}, new int[] {-1, -1}, new float[2], new int[2]);
        BoostedTreesModel model =
                new BoostedTreesModel(new TreeShape(1, 2, 2, 2, 1), leaves, new float[] {1e8f, -1e8f}, new float[] {1});
        assertThat(model.margins(new float[1])).containsExactly(0f);
    }

    @Test
    void isUnchangedAfterSavingAndLoading(@TempDir Path folder) throws IOException {
        binary(2).save(folder);
        BoostedTreesModel read = BoostedTreesModel.load(folder::resolve);
        assertThat(read.shape()).isEqualTo(binary(2).shape());
        for (float[] row : List.of(new float[] {0, 0}, new float[] {0.5f, 0})) {
            assertThat(read.logits(row)).isEqualTo(binary(2).logits(row));
        }
        assertThatThrownBy(() -> TreesModel.load(folder::resolve))
                .hasMessageEndingWith("the student must be of type Trees: BoostedTrees");
    }

    @Test
    void isAModelOfFeatures(@TempDir Path folder) throws IOException {
        binary(2).save(folder);
        BoostedTreesSpec spec =
                new BoostedTreesSpec(ModelIdentity.named("boosted").withClasses(2));
        try (LogitsModel<?> model = spec.load((fingerprint, file) -> folder.resolve(file), Device.cpu())) {
            assertThat(model.parameterCount()).isEqualTo(5);
        }
        BoostedTreesSpec other =
                new BoostedTreesSpec(ModelIdentity.named("boosted").withClasses(3));
        assertThatThrownBy(() -> other.load((fingerprint, file) -> folder.resolve(file), Device.cpu()))
                .hasMessage("expected a student of 3 classes but it has 2");
    }

    @Test
    void refusesMarginsThatDoNotMatchTheClasses() {
        assertThatThrownBy(() -> new BoostedTreesModel(
                        new TreeShape(2, 3, 2, 4, 1), SPLITS, new float[4], new float[] {0, 0, 0}))
                .hasMessage(
                        "Cannot create a model of boosted trees: 3 classes need 3 base margins and a multiple of 3 trees: 3 and 2");
    }
}
