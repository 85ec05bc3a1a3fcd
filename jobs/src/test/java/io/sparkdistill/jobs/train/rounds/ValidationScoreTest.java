package io.sparkdistill.jobs.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.jobs.config.TrainConfig.SelectBy;
import io.sparkdistill.jobs.train.examples.Validation;
import io.sparkdistill.loss.LogitLoss;
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

    @Test
    void scoresExamplesThatAreHeldBackByTheirSoftTargets() {
        List<Example> heldBack = List.of(soft(1, 0, 3), soft(-1, 2, 1));
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(), 0), 1, 2, 1)) {
            model.importParameters(new float[][] {{0, 1}, {0, 0}});

            Criterion loss = scored(model, new Validation.Choice(SelectBy.SOFT_LOSS, new LogitLoss(), heldBack));
            assertThat(loss.value()).isCloseTo(((0 + 4) + (4 + 4)) / 2.0, within(1e-6));
            assertThat(loss.text()).isEqualTo("soft loss held back 6.0000");
            Criterion agreement = scored(model, new Validation.Choice(SelectBy.AGREEMENT, null, heldBack));
            assertThat(agreement.value()).isEqualTo(1);
            List<Example> other = List.of(soft(1, 0, 3), soft(1, 2, 1));
            assertThat(scored(model, new Validation.Choice(SelectBy.AGREEMENT, null, other))
                            .value())
                    .isEqualTo(0.5);
        }
    }

    private static Criterion scored(StudentModel model, Validation.Choice choice) {
        Validation validation = new Validation(List.of(feature(1, 1)), Validation.Reference.LABELS, choice);
        return ValidationScore.of(model, validation).criterion();
    }

    @Test
    void theCriterionDecidesWhereThereIsOne() {
        assertThat(by(SelectBy.SOFT_LOSS, 0.1, 0.5).isBetterThan(by(SelectBy.SOFT_LOSS, 0.2, 0.9)))
                .isTrue();
        assertThat(by(SelectBy.NLL, 0.3, 0.9).isBetterThan(by(SelectBy.NLL, 0.2, 0.5)))
                .isFalse();
        assertThat(by(SelectBy.AGREEMENT, 0.9, 0.5).isBetterThan(by(SelectBy.AGREEMENT, 0.8, 0.9)))
                .isTrue();
    }

    private static ValidationScore by(SelectBy by, double value, double accuracy) {
        return new ValidationScore(accuracy, null, 1.0, new Criterion(by, value));
    }

    private static Example soft(float value, float... target) {
        return new Example(null, null, new float[] {value}, Example.UNLABELED, target);
    }

    private static Example feature(float value, int label) {
        return new Example(null, null, new float[] {value}, label, null);
    }
}
