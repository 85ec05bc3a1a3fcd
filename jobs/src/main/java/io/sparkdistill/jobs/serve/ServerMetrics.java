package io.sparkdistill.jobs.serve;

import io.sparkdistill.serving.Prediction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts what a server has done, for monitoring.
 *
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics</a>
 */
final class ServerMetrics {
    /** The media type of the text. */
    static final String TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final double[] SECONDS = {0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1};

    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> classes = new ConcurrentSkipListMap<>();
    private final LongAdder[] calls =
            Stream.generate(LongAdder::new).limit(SECONDS.length + 1L).toArray(LongAdder[]::new);
    private final LongAdder nanoseconds = new LongAdder();

    /** Creates metrics in which every class is counted from 0. */
    ServerMetrics(List<String> classNames) {
        classNames.forEach(name -> classes.put(name, new LongAdder()));
    }

    /**
     * Counts a request.
     *
     * @param path one of a fixed set
     */
    void request(String path, int status) {
        requests.computeIfAbsent("path=\"%s\",status=\"%d\"".formatted(path, status), labels -> new LongAdder())
                .increment();
    }

    /** Counts a call of the student. */
    void call(List<Prediction> predictions, long callNanoseconds) {
        predictions.forEach(prediction -> classes.get(prediction.className()).increment());
        int bucket = 0;
        while (bucket < SECONDS.length && callNanoseconds > SECONDS[bucket] * 1e9) {
            bucket++;
        }
        calls[bucket].increment();
        nanoseconds.add(callNanoseconds);
    }

    /** Returns all metrics as text. */
    String text() {
        StringBuilder text = new StringBuilder();
        counter(text, "spark_distill_requests", "Requests by path and status.", requests);
        counter(text, "spark_distill_predictions", "Classified examples by class.", quoted());
        text.append("# TYPE spark_distill_call_seconds histogram\n# UNIT spark_distill_call_seconds seconds\n")
                .append("# HELP spark_distill_call_seconds Time of the calls of the student, each for one request.\n");
        long count = 0;
        for (int bucket = 0; bucket < calls.length; bucket++) {
            count += calls[bucket].sum();
            text.append("spark_distill_call_seconds_bucket{le=\"%s\"} %d\n"
                    .formatted(bucket < SECONDS.length ? Double.toString(SECONDS[bucket]) : "+Inf", count));
        }
        return text.append("spark_distill_call_seconds_count %d\n".formatted(count))
                .append(String.format(Locale.ROOT, "spark_distill_call_seconds_sum %.9f\n", nanoseconds.sum() / 1e9))
                .append("# EOF\n")
                .toString();
    }

    private Map<String, LongAdder> quoted() {
        Map<String, LongAdder> labels = new ConcurrentSkipListMap<>();
        classes.forEach((name, count) -> labels.put("class=\"%s\"".formatted(escaped(name)), count));
        return labels;
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static void counter(StringBuilder text, String name, String help, Map<String, LongAdder> values) {
        text.append("# TYPE %s counter\n# HELP %s %s\n".formatted(name, name, help));
        values.forEach((labels, count) -> text.append("%s_total{%s} %d\n".formatted(name, labels, count.sum())));
    }
}
