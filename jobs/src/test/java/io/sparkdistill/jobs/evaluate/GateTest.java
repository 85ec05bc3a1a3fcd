package io.sparkdistill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.Requirement;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
    private static final Evaluation EVALUATION = new Evaluation(
            Map.of(
                    "teacher", report(0.95, 0.1, 100),
                    "student", report(0.94, 0.2, 4000)),
            List.of());

    private static ModelReport report(double accuracy, double nll, double speed) {
        SplitMetrics metrics = new SplitMetrics(accuracy, accuracy, nll, 0.01, null, 200, Map.of(), null);
        return new ModelReport(metrics, null, new ModelCost(10, 2000, 0, speed), null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "student.validation.accuracy >= teacher.validation.accuracy - 0.02 | true",
                "student.validation.accuracy >= teacher.validation.accuracy | false",
                "student.rows-per-second > 10*teacher.rows-per-second | true",
                "student.validation.nll / 2 <= 0.1 | true",
                "(1 - student.validation.accuracy) < 2 * (1 - teacher.validation.accuracy) | true",
                "student.validation.nll - 0.1 - 0.1 < 1e-9 | true",
                "student.validation.ece < 0.01 | false",
                "student.test.accuracy >= 0 | false",
                "student.validation.accuracy.lower > 0 | false",
            })
    void requirementsAreComputedFromTheMetrics(String requirement, boolean holds) {
        assertThat(new Gate(EVALUATION).check(List.of(Requirement.parse(requirement))))
                .singleElement()
                .satisfies(result -> assertThat(result.passed()).isEqualTo(holds));
    }

    @Test
    void theReasonHasTheValues() {
        assertThat(new Gate(EVALUATION)
                        .check(List.of(
                                Requirement.parse("student.validation.accuracy >= teacher.validation.accuracy"),
                                Requirement.parse("student.test.accuracy > 0.5"))))
                .extracting(Requirement.Result::reason)
                .containsExactly(
                        "student.validation.accuracy = 0.94, teacher.validation.accuracy = 0.95: 0.94 >= 0.95 does not hold",
                        "student.test.accuracy = absent: it cannot be computed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "student.validation.acuracy > 0.5 | has the unknown metric student.validation.acuracy; metrics are MODEL.validation.NAME and MODEL.test.NAME with the names accuracy, ",
                "pupil.validation.accuracy > 0.5 | has the metric pupil.validation.accuracy of no model of this configuration; models are teacher, baseline, student: ",
                "student.validation.accuracy | must have one of >=, <=, > and < between two expressions: ",
                "student.validation.accuracy > 0.5 0.6 | must end before \"0.6\": ",
                "student.validation.accuracy > (0.5 | must have a ) for each (: ",
                "student.validation.accuracy > | must not end here: a number or a metric is missing: ",
                "student.validation.accuracy > * 2 | must have a number or a metric instead of \"*\": ",
                "student.validation.accuracy = 1 | cannot be read from \"= 1\": ",
            })
    void wrongRequirementsAreReportedBeforeAnythingRuns(String requirement, String problem) {
        List<String> settings = List.of(
                "output=x",
                "task.classes=2",
                "input.train=[{path=x.tsv, label=label}]",
                "evaluate.require=[\"%s\"]".formatted(requirement));
        assertThatThrownBy(() -> ConfigLoader.load("", "test", settings, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("evaluate.require " + problem.stripTrailing());
    }
}
