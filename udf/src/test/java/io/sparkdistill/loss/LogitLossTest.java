package io.sparkdistill.loss;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogitLossTest extends LossContract {
    @Override
    Loss loss() {
        return new LogitLoss();
    }

    @Override
    double plain(LossSamples.Student student, LossSamples.Batch batch) {
        double sum = 0;
        for (int row = 0; row < LossSamples.ROWS; row++) {
            for (int c = 0; c < LossSamples.CLASSES; c++) {
                sum += Math.pow(student.logits()[row][c] - batch.targets()[row][c], 2);
            }
        }
        return sum / LossSamples.ROWS;
    }

    @Override
    Optional<LossSamples.Student> agreeing() {
        double[][] logits = IntStream.range(0, LossSamples.ROWS)
                .mapToObj(LossSamples.BATCH::target)
                .toArray(double[][]::new);
        return Optional.of(LossSamples.STUDENT.withLogits(logits));
    }

    @Override
    boolean readsFewClasses() {
        return false;
    }

    @Override
    boolean ignoresShiftsOfLogits() {
        return false;
    }

    @Test
    void refusesTargetsOfOtherClasses() {
        LossSamples.Batch narrow = LossSamples.BATCH.withTarget(2, new float[] {1, 2});

        assertThatThrownBy(() -> value(LossSamples.STUDENT, narrow))
                .hasMessage("Cannot train on an example: its target must have 3 classes: 2");
    }
}
