package io.sparkdistill.jobs.train.mllib;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.student.TreeShape;
import io.sparkdistill.student.TreeSplits;
import io.sparkdistill.student.TreesModel;
import org.junit.jupiter.api.Test;

class TreeRulesTest {
    @Test
    void hasOneLinePerBranchAndLeaf() {
        TreesModel tree = new TreesModel(
                new TreeShape(7, 2, 1, 5, 1),
                new TreeSplits(
                        TreeSplits.Comparison.AT_MOST,
                        new int[] {0},
                        new int[] {6, -1, 1, -1, -1},
                        new float[] {0.5f, 0, -1, 0, 0},
                        new int[] {2, 0, 4, 0, 0}),
                new float[] {0.5f, 0.5f, 1, 0, 0.3f, 0.7f, 0.25f, 0.75f, 0.6f, 0.4f});
        assertThat(new TreeRules(tree).text())
                .isEqualTo(
                        """
                        if feature 6 <= 0.5:
                          class 0 (1.000 0.000)
                        else:
                          if feature 1 <= -1.0:
                            class 1 (0.250 0.750)
                          else:
                            class 0 (0.600 0.400)
                        """);
    }

    @Test
    void aThresholdBetweenTwoFloatsIsTheLowerOne() {
        assertThat(TreeNodes.roundedDown(0.5)).isEqualTo(0.5f);
        assertThat(TreeNodes.roundedDown(0.1)).isEqualTo(Math.nextDown(0.1f));
        assertThat(TreeNodes.roundedDown(0.3)).isLessThanOrEqualTo(0.3f);
        assertThat((double) TreeNodes.roundedDown(-0.1)).isLessThanOrEqualTo(-0.1);
    }
}
