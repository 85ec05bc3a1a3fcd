package io.sparkdistill.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.config.PromoteConfig.Metric;
import io.sparkdistill.jobs.train.StudentSummary;
import io.sparkdistill.jobs.train.rounds.EpochReport;
import io.sparkdistill.jobs.train.rounds.ValidationScore;
import java.util.List;
import org.junit.jupiter.api.Test;

class RungTest {
    private static final int EXAMPLES = 100;

    @Test
    void aStudentThatIsTrainedToTheEndIsJudgedByItsFirstEpochsLikeTheOthers() {
        StudentSummary student =
                student(report(1, EXAMPLES, 0.5, 0.7), report(2, EXAMPLES, 0.6, 0.65), report(3, EXAMPLES, 0.9, 0.3));

        assertThat(Rung.of(student, 1, Metric.ACCURACY).share()).isEqualTo(0.5);
        assertThat(Rung.of(student, 2, Metric.ACCURACY).share()).isEqualTo(0.6);
        assertThat(Rung.of(student, 9, Metric.ACCURACY).share()).isEqualTo(0.9);
    }

    @Test
    void severalValidationsOfAnEpochAllCount() {
        StudentSummary student = student(
                report(1, EXAMPLES / 2, 0.5, 0.7),
                report(2, EXAMPLES / 2, 0.7, 0.6),
                report(3, EXAMPLES / 2, 0.8, 0.5));

        assertThat(Rung.of(student, 1, Metric.ACCURACY).share()).isEqualTo(0.7);
    }

    @Test
    void theMetricChoosesTheEpoch() {
        StudentSummary student = student(report(1, EXAMPLES, 0.7, 0.9), report(2, EXAMPLES, 0.6, 0.4));

        assertThat(Rung.of(student, 2, Metric.ACCURACY))
                .hasToString("2 epochs: validation accuracy 0.7000, nll 0.9000");
        assertThat(Rung.of(student, 2, Metric.NLL)).hasToString("2 epochs: validation accuracy 0.6000, nll 0.4000");
    }

    @Test
    void withoutValidationExamplesThereIsNothingToCompare() {
        StudentSummary student = student(new EpochReport(1, EXAMPLES, 0.5, ValidationScore.NONE, 1));

        assertThatThrownBy(() -> Rung.of(student, 1, Metric.ACCURACY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot compare variants without validation examples");
    }

    private static StudentSummary student(EpochReport... reports) {
        return new StudentSummary("student", EXAMPLES, 0, 1, 1, List.of(reports));
    }

    private static EpochReport report(int number, long rows, double accuracy, double nll) {
        return new EpochReport(number, rows, 0.5, new ValidationScore(accuracy, nll), 1);
    }
}
