package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.table.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * A seed summary describes one metric over the students that differ only in their seed.
 *
 * @param split of the examples
 * @param metric name in {@code metrics.json}
 * @param students number of students
 * @param deviation standard deviation with the divisor {@code students - 1}
 */
public record SeedSummary(
        String split, String metric, int students, double mean, @JsonProperty("standard-deviation") double deviation) {
    private static final Map<String, Function<SplitMetrics, Double>> METRICS = new LinkedHashMap<>();

    static {
        METRICS.put("accuracy", SplitMetrics::accuracy);
        METRICS.put("macro-f1", SplitMetrics::macroF1);
        METRICS.put("nll", SplitMetrics::nll);
        METRICS.put("ece", SplitMetrics::ece);
        METRICS.put("agreement", SplitMetrics::agreement);
    }

    /** Summarizes the students among some models; nothing if there is only one. */
    static List<SeedSummary> of(Map<String, ModelReport> models) {
        List<ModelReport> students = models.entrySet().stream()
                .filter(model -> model.getKey().matches(Artifacts.STUDENT + "(-[0-9]+)?"))
                .map(Map.Entry::getValue)
                .toList();
        List<SeedSummary> summaries = new ArrayList<>();
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            METRICS.forEach((name, metric) -> {
                SummaryStatistics values = new SummaryStatistics();
                students.stream()
                        .map(report -> report.metrics(split))
                        .filter(Objects::nonNull)
                        .map(metric)
                        .filter(Objects::nonNull)
                        .forEach(values::addValue);
                if (values.getN() > 1) {
                    summaries.add(new SeedSummary(
                            split.columnValue(),
                            name,
                            (int) values.getN(),
                            values.getMean(),
                            values.getStandardDeviation()));
                }
            });
        }
        return summaries;
    }
}
