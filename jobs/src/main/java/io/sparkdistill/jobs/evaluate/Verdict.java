package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.statistics.Metric;
import io.sparkdistill.table.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Describes in words how good the student is. */
final class Verdict {
    private static final double SIGNIFICANT = 0.05;

    private final Evaluation evaluation;
    private final ModelReport student;
    private final Split split;

    Verdict(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.student = evaluation.models().get(Artifacts.STUDENT);
        this.split =
                student != null && student.test() != null && student.test().hasLabels() ? Split.TEST : Split.VALIDATION;
    }

    /** Returns the split that the verdict is about: test if it has labels, else validation. */
    Split split() {
        return split;
    }

    /** Returns one sentence about the student, and one about each model that it was compared with. */
    List<String> sentences() {
        SplitMetrics metrics = student == null ? null : student.metrics(split);
        if (metrics == null || metrics.statistics() == null) {
            return List.of(unlabeled());
        }
        Estimate accuracy = metrics.statistics().estimates().get(Metric.ACCURACY.fieldName());
        List<String> sentences =
                new ArrayList<>(List.of("On %s %s examples the student is right in %s (95 %% interval %s to %s)%s."
                        .formatted(
                                Figures.count(metrics.statistics().rows()),
                                split.columnValue(),
                                Figures.percent(accuracy.value()),
                                Figures.percent(accuracy.lower()),
                                Figures.percent(accuracy.upper()),
                                cost())));
        comparison(Evaluation.TEACHER)
                .ifPresent(found -> sentences.add("Compared with the teacher it is " + difference(found)));
        comparison(Artifacts.BASELINE)
                .ifPresent(found -> sentences.add(
                        "Compared with the same network trained on the labels alone it is " + difference(found)));
        return sentences;
    }

    private String unlabeled() {
        Double agreement = student == null
                ? null
                : Optional.ofNullable(student.metrics(Split.TEST))
                        .or(() -> Optional.ofNullable(student.validation()))
                        .map(SplitMetrics::agreement)
                        .orElse(null);
        return agreement == null
                ? "Nothing can be said about the student: no validation or test example has a label."
                : "No validation or test example has a label; the student predicts the teacher's class in %s."
                        .formatted(Figures.percent(agreement));
    }

    private String cost() {
        ModelReport teacher = evaluation.models().get(Evaluation.TEACHER);
        if (teacher == null || teacher.cost().bytes() == 0) {
            // The size of a teacher behind an endpoint is not known.
            return "";
        }
        return ", with %s of the teacher's bytes and %s times its rows per second"
                .formatted(
                        Figures.percent(
                                (double) student.cost().bytes() / teacher.cost().bytes()),
                        Figures.shortened(
                                student.cost().rowsPerSecond() / teacher.cost().rowsPerSecond()));
    }

    /** Returns the comparison of the student with another model on the split of the verdict. */
    Optional<ModelComparison> comparison(String other) {
        return evaluation.comparisons().stream()
                .filter(each ->
                        each.model().equals(Artifacts.STUDENT) && each.other().equals(other))
                .filter(each -> each.split().equals(split.columnValue()))
                .findFirst();
    }

    /** Returns a sentence that compares one of both models with the other. */
    static String between(ModelComparison comparison, String model) {
        boolean first = comparison.model().equals(model);
        ModelComparison seen = first ? comparison : comparison.reversed();
        return "Compared with %s it is %s".formatted(seen.other(), difference(seen));
    }

    private static String difference(ModelComparison comparison) {
        Estimate accuracy = comparison.differences().get(Metric.ACCURACY.fieldName());
        String chance = comparison.pValue() < SIGNIFICANT ? "more than chance explains" : "chance may explain it";
        String points = accuracy.value() == 0
                ? "equally accurate"
                : "%s points %s accurate"
                        .formatted(
                                Figures.decimals(Math.abs(100 * accuracy.value()), 2),
                                accuracy.value() > 0 ? "more" : "less");
        return "%s (95 %% interval of the difference %s to %s; McNemar's exact test: p %s, %s)."
                .formatted(
                        points,
                        signed(accuracy.lower()),
                        signed(accuracy.upper()),
                        comparison.pValue() < 0.0001 ? "< 0.0001" : "= " + Figures.pValue(comparison.pValue()),
                        chance);
    }

    private static String signed(double share) {
        return String.format(Locale.ROOT, "%+.2f", 100 * share).replace('-', '−');
    }
}
