package io.sparkdistill.jobs.tracking;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the metrics of a run as OpenMetrics text without timestamps, which a Prometheus push gateway accepts too.
 *
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics 1.0</a>
 */
final class OpenMetrics {
    static final String FILE = "openmetrics.txt";

    private OpenMetrics() {}

    /** Returns one gauge per metric, with one sample per model and split. */
    static String text(String run, List<Measured> metrics) {
        Map<String, StringBuilder> gauges = new TreeMap<>();
        for (Measured measured : metrics) {
            measured.values()
                    .forEach((metric, value) -> gauges.computeIfAbsent(name(metric), name -> new StringBuilder())
                            .append("%s{run=\"%s\",model=\"%s\",split=\"%s\"} %s%n"
                                    .formatted(
                                            name(metric),
                                            escaped(run),
                                            escaped(measured.model()),
                                            escaped(measured.split()),
                                            value)
                                    .replace("\r", "")));
        }
        StringBuilder text = new StringBuilder();
        gauges.forEach((name, samples) ->
                text.append("# TYPE ").append(name).append(" gauge\n").append(samples));
        return text.append("# EOF\n").toString();
    }

    private static String name(String metric) {
        return "spark_distill_"
                + metric.replaceAll("([a-z])([A-Z])", "$1_$2")
                        .replaceAll("[^a-zA-Z0-9_]", "_")
                        .toLowerCase(Locale.ROOT);
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
