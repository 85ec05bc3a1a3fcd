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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The content of {@code evaluation/metrics.json}.
 *
 * @param models teacher, baseline and student, as far as there are such
 */
public record Evaluation(Map<String, ModelReport> models) implements JobResult {
    /** The teacher's name in {@code models}: one teacher, or all of them combined. */
    public static final String TEACHER = "teacher";

    /** The student with {@code evaluate.set-bias}: chosen on the validation examples, so flattered there. */
    public static final String BIASED = Artefacts.STUDENT + ", bias set";

    /** Where it lies in the output. */
    public static final String FILE = Artefacts.EVALUATION + "/metrics.json";

    /** Of more classes the table would be too wide; metrics.json has them all. */
    private static final int SHOWN_CLASSES = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Puts together what was measured.
     *
     * @param biases of {@link #BIASED}, by class
     */
    static Evaluation of(PredictionCounts counts, Map<String, ModelCost> costs, Map<String, Double> biases) {
        Map<String, ModelReport> models = new LinkedHashMap<>();
        costs.forEach((name, cost) -> {
            Map<String, SplitMetrics> splits = counts.metrics(name);
            SplitMetrics validation = splits.get(Split.VALIDATION.columnValue());
            Map<String, Double> set = name.equals(BIASED) ? biases : null;
            models.put(name, new ModelReport(validation, splits.get(Split.TEST.columnValue()), cost, set));
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
        TextTable costs = new TextTable("model", "parameters", "bytes", "precomputed bytes", "rows/s on one thread");
        models.forEach((name, report) -> costs.row(
                name,
                report.cost().parameters(),
                report.cost().bytes(),
                report.cost().precomputedBytes(),
                String.format(Locale.ROOT, "%,.1f", report.cost().rowsPerSecond())));
        return String.join(System.lineSeparator(), quality.toString(), recall(), costs.toString());
    }

    private String recall() {
        List<String> classes = models.values().stream()
                .flatMap(report -> Stream.of(report.validation(), report.test()).filter(Objects::nonNull))
                .flatMap(metrics -> metrics.recall().keySet().stream())
                .distinct()
                .limit(SHOWN_CLASSES)
                .toList();
        TextTable table = new TextTable(
                Stream.concat(Stream.of("recall", "split"), classes.stream()).toArray(String[]::new));
        models.forEach((name, report) -> {
            addRecall(table, name, Split.VALIDATION, report.validation(), classes);
            addRecall(table, name, Split.TEST, report.test(), classes);
        });
        return table.toString();
    }

    private static void addRecall(
            TextTable table, String name, Split split, SplitMetrics metrics, List<String> classes) {
        if (metrics != null) {
            Stream<String> shares = classes.stream()
                    .map(each -> metrics.recall().containsKey(each)
                            ? four(metrics.recall().get(each))
                            : "-");
            table.row(
                    Stream.concat(Stream.of(name, split.columnValue()), shares).toArray());
        }
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
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
