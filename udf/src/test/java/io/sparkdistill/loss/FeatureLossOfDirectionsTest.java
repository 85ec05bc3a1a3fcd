package io.sparkdistill.loss;

import java.util.List;
import java.util.Optional;

class FeatureLossOfDirectionsTest extends HiddenLossContract {
    @Override
    Loss loss() {
        return new FeatureLoss(FeatureLoss.Distance.COSINE, LossSamples.TEACHER_WIDTH);
    }

    @Override
    double plain(LossSamples.Student student, LossSamples.Batch batch) {
        double sum = 0;
        for (int row = 0; row < LossSamples.ROWS; row++) {
            double[] taught = LossSamples.doubles(batch.hidden()[row]);
            double[] projected = student.projected(row);
            double squares = LossSamples.dot(projected, projected) * LossSamples.dot(taught, taught);
            sum += 1 - LossSamples.dot(projected, taught) / Math.sqrt(squares);
        }
        return sum / LossSamples.ROWS;
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
}
