package io.sparkdistill.jobs.config.reader;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.Requirement;
import io.sparkdistill.statistics.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Checks that the metrics of {@code evaluate.require} exist for the models of a configuration. */
final class RequirementCheck {
    private static final String KEY = "require";
    private static final List<String> COSTS = List.of("parameters", "bytes", "precomputed-bytes", "rows-per-second");
    private static final List<String> SPLITS = List.of("validation", "test");
    private static final List<String> WITHOUT_INTERVAL = List.of(
            "agreement", "ece", "mce", "rows", "roc-auc", "average-precision", "kl-to-teacher", "top-k-accuracy");

    private RequirementCheck() {}

    /** Parses requirements; a wrong one is a problem. */
    static List<Requirement> read(Settings evaluate) {
        List<Requirement> requirements = new ArrayList<>();
        for (String text : evaluate.strings(KEY)) {
            try {
                requirements.add(Requirement.parse(text));
            } catch (IllegalArgumentException e) {
                evaluate.problem(KEY, e.getMessage());
            }
        }
        return requirements;
    }

    static void check(Settings root, DistillConfig config) {
        Settings evaluate = root.group("evaluate");
        List<String> models = models(config);
        for (Requirement requirement : config.evaluate().require()) {
            for (String metric : requirement.metrics()) {
                problem(metric, models)
                        .ifPresent(problem -> evaluate.problem(KEY, problem + ": " + requirement.text()));
            }
        }
    }

    private static List<String> models(DistillConfig config) {
        boolean taught = config.train().needsTeacher();
        boolean baseline = taught && config.train().baseline().enabled();
        Stream<String> students = IntStream.rangeClosed(1, config.train().students())
                .mapToObj(number -> number == 1 ? "student" : "student-" + number);
        return Stream.concat(
                        Stream.of(taught ? "teacher" : "", baseline ? "baseline" : "")
                                .filter(name -> !name.isEmpty()),
                        students)
                .toList();
    }

    private static Optional<String> problem(String metric, List<String> models) {
        String[] parts = metric.split("\\.", -1);
        if (!models.contains(parts[0])) {
            return Optional.of("has the metric %s of no model of this configuration; models are %s"
                    .formatted(metric, String.join(", ", models)));
        }
        boolean cost = parts.length == 2 && COSTS.contains(parts[1]);
        boolean quality = parts.length == 3 && SPLITS.contains(parts[1]) && names().contains(parts[2]);
        boolean bound = parts.length == 4
                && SPLITS.contains(parts[1])
                && intervals().contains(parts[2])
                && List.of("lower", "upper").contains(parts[3]);
        return cost || quality || bound
                ? Optional.empty()
                : Optional.of(
                        ("has the unknown metric %s; metrics are MODEL.validation.NAME and MODEL.test.NAME with the names %s,"
                                        + " the same with .lower and .upper for %s, and MODEL.NAME with the names %s")
                                .formatted(
                                        metric,
                                        String.join(", ", names()),
                                        String.join(", ", intervals()),
                                        String.join(", ", COSTS)));
    }

    private static List<String> intervals() {
        return Arrays.stream(Metric.values()).map(Metric::fieldName).toList();
    }

    private static List<String> names() {
        return Stream.concat(intervals().stream(), WITHOUT_INTERVAL.stream()).toList();
    }
}
