package io.sparkdistill.jobs.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.student.StudentModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidationScoreTest {
    @Test
    void leavesOutExamplesWithoutALabel() {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(), 0), 1, 2, 1)) {
            model.importParameters(new float[][] {{0, 1}, {0, 0}});
            ValidationScore score = ValidationScore.of(model, List.of(feature(1, 1), feature(1, 0), feature(9, -1)));

            assertThat(score.accuracy()).isEqualTo(0.5);
            assertThat(score.nll()).isCloseTo(Math.log(1 + Math.E) - 0.5, within(1e-6));
        }
    }

    @Test
    void isBetterByAccuracyThenByLikelihood() {
        assertThat(new ValidationScore(0.6, 9).isBetterThan(new ValidationScore(0.5, 1)))
                .isTrue();
        assertThat(new ValidationScore(0.5, 0.9).isBetterThan(new ValidationScore(0.5, 1)))
                .isTrue();
        assertThat(new ValidationScore(0.5, 1).isBetterThan(new ValidationScore(0.5, 1)))
                .isFalse();
    }

    private static Example feature(float value, int label) {
        return new Example(null, null, new float[] {value}, label, null);
    }
}
