package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureLossTest extends HiddenLossContract {
    @Override
    Loss loss() {
        return new FeatureLoss(FeatureLoss.Distance.MSE, LossSamples.TEACHER_WIDTH);
    }

    @Override
    double plain(LossSamples.Student student, LossSamples.Batch batch) {
        double sum = 0;
        for (int row = 0; row < LossSamples.ROWS; row++) {
            double[] projected = student.projected(row);
            for (int c = 0; c < LossSamples.TEACHER_WIDTH; c++) {
                sum += Math.pow(projected[c] - batch.hidden()[row][c], 2);
            }
        }
        return sum / (LossSamples.ROWS * LossSamples.TEACHER_WIDTH);
    }

    /** Returns a projection that drops the third value, and hidden states that begin with the teacher's. */
    @Override
    Optional<LossSamples.Student> agreeing() {
        double[][] hidden = new double[LossSamples.ROWS][];
        for (int row = 0; row < LossSamples.ROWS; row++) {
            float[] taught = LossSamples.BATCH.hidden()[row];
            hidden[row] = new double[] {taught[0], taught[1], 7};
        }
        double[][] weight = {{1, 0, 0}, {0, 1, 0}};
        return Optional.of(
                new LossSamples.Student(LossSamples.STUDENT.logits(), hidden, List.of(weight, new double[1][2])));
    }

    @Test
    void refusesAWidthOfNothing() {
        assertThatThrownBy(() -> new FeatureLoss(FeatureLoss.Distance.MSE, 0))
                .hasMessage("Cannot create a feature loss: the width of hidden states must be at least 1: 0");
    }
}
