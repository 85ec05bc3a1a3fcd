package io.sparkdistill.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.loss.HardLabelLoss;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Sgd;
import io.sparkdistill.optimizer.TrainingSchedule;
import io.sparkdistill.student.StudentModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterAverageTest {
    private static final List<Example> BATCH = List.of(
            new Example(null, null, new float[] {1, -2}, 1, null),
            new Example(null, null, new float[] {3, 1}, 0, null));

    @Test
    void theAverageFollowsItsFormulaAndASavedOneGoesOn() {
        Averaging averaging = new Averaging(0.9);
        double average = 0;
        TrainingState middle = null;
        try (StudentModel model = model();
                TrainingStep step = step(model, averaging)) {
            for (int number = 1; number <= 40; number++) {
                step.step(BATCH);
                double weight = model.exportParameters()[0][0];
                if (number < 10) {
                    average = weight;
                } else if (number % 10 == 0) {
                    double updates = number / 10.0;
                    double kept = Math.min(Math.pow(0.9, 10), (1 + updates) / (10 + updates));
                    average = kept * average + (1 - kept) * weight;
                }
                assertThat((double) step.state().ofStudent()[0][0]).isCloseTo(average, within(1e-6));
                middle = number == 15 ? step.state() : middle;
            }
            TrainingState end = step.state();
            step.restore(middle);
            for (int number = 16; number <= 40; number++) {
                step.step(BATCH);
            }
            assertThat(step.state().average()).isDeepEqualTo(end.average());
            assertThat(end.average()).isNotEqualTo(end.parameters());
        }
    }

    @Test
    void withoutAveragingTheStudentHasTheParametersThemselves() {
        try (StudentModel model = model();
                TrainingStep step = step(model, Averaging.NONE)) {
            step.step(BATCH);
            assertThat(step.state().average()).isEmpty();
            assertThat(step.state().ofStudent()).isDeepEqualTo(model.exportParameters());
        }
    }

    @Test
    void refusesADecayOutOfRange() {
        assertThatThrownBy(() -> new Averaging(1))
                .hasMessage("Cannot average parameters: the decay must be at least 0 and less than 1: 1.0");
    }

    private static StudentModel model() {
        return StudentModel.forFeatures(new Mlp(List.of(3), 0), 2, 2, 1);
    }

    private static TrainingStep step(StudentModel model, Averaging averaging) {
        return new TrainingStep(
                model,
                new HardLabelLoss(),
                new Sgd(0.1, 0.9, 0),
                GradientClipping.none(),
                TrainingSchedule.constant(),
                averaging,
                1);
    }
}
