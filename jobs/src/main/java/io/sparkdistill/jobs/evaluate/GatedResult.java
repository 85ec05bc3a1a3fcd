package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.jobs.config.Requirement;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.RequirementException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A gated result is an evaluation with what its configuration requires of it.
 *
 * @param report path of the report
 * @param requirements result of each requirement
 */
record GatedResult(Evaluation evaluation, String report, List<Requirement.Result> requirements) implements JobResult {
    GatedResult {
        requirements = List.copyOf(requirements);
    }

    @Override
    public String summary() {
        StringBuilder summary = new StringBuilder(evaluation.summary());
        requirements.forEach(result -> summary.append(
                "%n%s: %s (%s)".formatted(result.passed() ? "met" : "not met", result.require(), result.reason())));
        return summary.toString();
    }

    @Override
    public Optional<RuntimeException> failure() {
        String unmet = requirements.stream()
                .filter(result -> !result.passed())
                .map(result -> result.require() + " (" + result.reason() + ")")
                .collect(Collectors.joining("; "));
        return unmet.isEmpty()
                ? Optional.empty()
                : Optional.of(new RequirementException(
                        "Cannot accept the student: evaluate.require is not met: %s; the run is kept and not served; its report is %s"
                                .formatted(unmet, report)));
    }
}
