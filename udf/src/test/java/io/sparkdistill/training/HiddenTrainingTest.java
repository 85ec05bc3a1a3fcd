package io.sparkdistill.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.sparkdistill.loss.FeatureLoss;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.loss.RelationLoss;
import io.sparkdistill.loss.WeightedLoss;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.network.Samples;
import io.sparkdistill.optimizer.Adam;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.TrainingSchedule;
import io.sparkdistill.student.StudentModel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Training on the hidden states of a teacher that is a student itself. */
class HiddenTrainingTest {
    private static final int TEACHER = 6;
    private static final Loss LOSS = new WeightedLoss(List.of(
            new WeightedLoss.Term(new FeatureLoss(FeatureLoss.Distance.MSE, TEACHER), 1),
            new WeightedLoss.Term(new RelationLoss(RelationLoss.Relation.DISTANCE), 0.5),
            new WeightedLoss.Term(new RelationLoss(RelationLoss.Relation.ANGLE), 0.5)));

    @Test
    void aStudentLearnsHiddenStatesThroughAProjection() {
        List<Example> examples = examples();
        try (StudentModel model = model();
                TrainingStep step = new TrainingStep(model, LOSS, Adam.of(0.01), GradientClipping.none())) {
            float[][] before = step.state().lossParameters();
            double first = step.step(examples).loss();
            double last = first;
            for (int i = 0; i < 300; i++) {
                last = step.step(examples).loss();
            }

            assertThat(last).isLessThan(first / 4);
            assertThat(step.state().lossParameters().length).isEqualTo(2);
            assertThat(step.state().lossParameters()[0]).isNotEqualTo(before[0]);
            assertThat(model.exportParameters().length).isEqualTo(4);
        }
    }

    @Test
    void goesOnFromASnapshotOfTheProjectionToo() {
        List<Example> examples = examples();
        try (StudentModel whole = model();
                StudentModel resumed = model();
                TrainingStep step = new TrainingStep(whole, LOSS, Adam.of(0.01), GradientClipping.none());
                TrainingStep other = new TrainingStep(
                        resumed, LOSS, Adam.of(0.01), GradientClipping.none(), TrainingSchedule.constant(), 7)) {
            step.step(examples);
            TrainingState state = step.state();
            step.step(examples);
            assertThat(other.state().lossParameters()[0]).isNotEqualTo(state.lossParameters()[0]);
            other.restore(state);
            other.step(examples);

            assertThat(resumed.exportParameters()).isDeepEqualTo(whole.exportParameters());
            assertThat(other.state().lossParameters())
                    .isDeepEqualTo(step.state().lossParameters());
        }
    }

    @Test
    void leavesNoArraysBehind() {
        List<Example> examples = examples();
        try (StudentModel model = model();
                NDManager probe = model.newManager();
                TrainingStep step = new TrainingStep(model, LOSS, Adam.of(0.01), new GradientClipping(1))) {
            step.step(examples);
            int arrays = probe.getParentManager().getManagedArrays().size();
            for (int i = 0; i < 5; i++) {
                step.step(examples);
                model.logitsAndHidden(examples);
            }

            assertThat(probe.getParentManager().getManagedArrays()).hasSize(arrays);
        }
    }

    private static StudentModel model() {
        return StudentModel.forFeatures(new Mlp(List.of(8), 0), 4, 2, 1);
    }

    private static List<Example> examples() {
        List<Example> examples = Samples.features(32, 4, 1);
        try (StudentModel teacher = StudentModel.forFeatures(new Mlp(List.of(TEACHER), 0), 4, 2, 2)) {
            float[][] hidden = teacher.logitsAndHidden(examples).hidden();
            return IntStream.range(0, hidden.length)
                    .mapToObj(i -> examples.get(i).withHidden(hidden[i]))
                    .toList();
        }
    }
}
