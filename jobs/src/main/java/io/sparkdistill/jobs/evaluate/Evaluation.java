package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.job.Artefacts;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.TextTable;
import io.sparkdistill.table.Split;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The content of {@code evaluation/metrics.json}.
 *
 * @param models teacher, baseline and student, as far as there are such
 */
public record Evaluation(Map<String, ModelReport> models) implements JobResult {
    /** The teacher's name in {@code models}: one teacher, or all of them combined. */
    public static final String TEACHER = "teacher";

    /** Where it lies in the output. */
    public static final String FILE = Artefacts.EVALUATION + "/metrics.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    static Evaluation of(PredictionCounts counts, Map<String, ModelCost> costs) {
        Map<String, ModelReport> models = new LinkedHashMap<>();
        costs.forEach((name, cost) -> {
            Map<String, SplitMetrics> splits = counts.metrics(name);
            SplitMetrics validation = splits.get(Split.VALIDATION.columnValue());
            models.put(name, new ModelReport(validation, splits.get(Split.TEST.columnValue()), cost));
        });
        return new Evaluation(models);
    }

    /** Reads {@link #json()}. */
    public static Evaluation parse(String json) {
        try {
            return JSON.readValue(json, Evaluation.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    String json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    @JsonIgnore
    public String summary() {
        TextTable quality =
                new TextTable("evaluate", "split", "rows", "accuracy", "macro-F1", "NLL", "ECE", "agrees with teacher");
        models.forEach((name, report) -> {
            addRow(quality, name, Split.VALIDATION, report.validation());
            addRow(quality, name, Split.TEST, report.test());
        });
        TextTable costs = new TextTable("model", "parameters", "bytes", "rows/s on one thread");
        models.forEach((name, report) -> costs.row(
                name,
                report.cost().parameters(),
                report.cost().bytes(),
                "%,.1f".formatted(report.cost().rowsPerSecond())));
        return quality + System.lineSeparator() + costs;
    }

    private static void addRow(TextTable table, String name, Split split, SplitMetrics metrics) {
        if (metrics != null) {
            table.row(
                    name,
                    split.columnValue(),
                    metrics.rows(),
                    four(metrics.accuracy()),
                    four(metrics.macroF1()),
                    four(metrics.nll()),
                    four(metrics.ece()),
                    metrics.agreement() == null ? "-" : four(metrics.agreement()));
        }
    }

    private static String four(double value) {
        return "%.4f".formatted(value);
    }
}
