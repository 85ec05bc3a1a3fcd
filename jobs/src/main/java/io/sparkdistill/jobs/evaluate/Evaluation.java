package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Split;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds the result of the verb evaluate, as {@code evaluation/metrics.json} stores it.
 *
 * @param models metrics of teacher, baseline and students by name; empty if there are no examples to compare them on
 * @param seeds mean and standard deviation over the students of several seeds
 * @param comparisons of every student with the teacher and the baseline, where examples have labels
 * @param slices accuracy by the length of the text and by the columns of {@code evaluate.slices}
 */
public record Evaluation(
        Map<String, ModelReport> models, List<SeedSummary> seeds, List<ModelComparison> comparisons, List<Slice> slices)
        implements JobResult {
    /** The name of the teacher, or of all teachers combined, in {@code models}. */
    public static final String TEACHER = "teacher";

    /**
     * The name of the student with tuned biases. They are chosen on the validation examples, so its metrics there are
     * too good.
     */
    public static final String BIASED = Artifacts.STUDENT + ", bias set";

    /** The name of the file in the artifacts of a run. */
    public static final String FILE = Artifacts.EVALUATION + "/metrics.json";

    /** The name of the table of predictions in the artifacts of a run. */
    public static final String PREDICTIONS = Artifacts.EVALUATION + "/" + Predicted.TABLE;

    /** The table shows the recall of at most this many classes; metrics.json has all. */
    private static final int SHOWN_CLASSES = 10;

    private static final String NOTHING = "evaluate: skipped: there is no validation and no test example; set"
            + " input.validation, input.test or input.validation-share to measure the student";

    private static final ObjectMapper JSON = new ObjectMapper();

    public Evaluation {
        // Files of earlier versions have neither seeds nor comparisons nor slices.
        seeds = seeds == null ? List.of() : List.copyOf(seeds);
        comparisons = comparisons == null ? List.of() : List.copyOf(comparisons);
        slices = slices == null ? List.of() : List.copyOf(slices);
    }

    Evaluation(Map<String, ModelReport> models, List<ModelComparison> comparisons) {
        this(models, SeedSummary.of(models), comparisons, List.of());
    }

    /** Returns this evaluation with the accuracy on parts of the examples. */
    Evaluation with(List<Slice> parts) {
        return new Evaluation(models, seeds, comparisons, parts);
    }

    /** Returns the slices of a split. */
    List<Slice> slices(Split split, String by) {
        return slices.stream()
                .filter(slice ->
                        slice.split().equals(split.columnValue()) && slice.by().equals(by))
                .toList();
    }

    /**
     * Combines counts and costs.
     *
     * @param biases of {@link #BIASED}, by the name of the class
     */
    static Evaluation of(PredictionCounts counts, Map<String, ModelCost> costs, Map<String, Double> biases) {
        Map<String, ModelReport> models = new LinkedHashMap<>();
        costs.forEach((name, cost) -> {
            Map<String, SplitMetrics> splits = counts.metrics(name);
            SplitMetrics validation = splits.get(Split.VALIDATION.columnValue());
            Map<String, Double> set = name.equals(BIASED) ? biases : null;
            models.put(name, new ModelReport(validation, splits.get(Split.TEST.columnValue()), cost, set));
        });
        return new Evaluation(models, List.of());
    }

    /** Reads {@link #json()}. */
    public static Evaluation parse(String json) {
        try {
            return JSON.readValue(json, Evaluation.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the metrics that fit into the description of a run. */
    Evaluation withoutStatistics() {
        Map<String, ModelReport> reports = new LinkedHashMap<>();
        models.forEach((name, report) -> reports.put(name, report.withoutStatistics()));
        return new Evaluation(reports, List.of());
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
        if (models.isEmpty()) {
            return NOTHING;
        }
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
        Stream<String> recall = hasLabels() ? Stream.of(recall()) : Stream.empty();
        return Stream.of(Stream.of(quality.toString()), recall, seedTable(), Stream.of(costs.toString()), notes())
                .flatMap(lines -> lines)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private Stream<String> seedTable() {
        if (seeds.isEmpty()) {
            return Stream.empty();
        }
        TextTable table = new TextTable("over the seeds", "split", "students", "mean", "standard deviation");
        seeds.forEach(each ->
                table.row(each.metric(), each.split(), each.students(), four(each.mean()), four(each.deviation())));
        return Stream.of(table.toString());
    }

    /** Whether any split has labels. */
    boolean hasLabels() {
        return splits().anyMatch(SplitMetrics::hasLabels);
    }

    /** Whether any split has no labels, so that models are compared with the teacher only. */
    boolean lacksLabels() {
        return splits().anyMatch(metrics -> !metrics.hasLabels());
    }

    private Stream<SplitMetrics> splits() {
        return models.values().stream()
                .flatMap(report -> Stream.of(report.validation(), report.test()).filter(Objects::nonNull));
    }

    private Stream<String> notes() {
        Stream<String> unlabeled = lacksLabels()
                ? Stream.of("Splits without an accuracy have no labels: their models are compared with the teacher")
                : Stream.empty();
        Stream<String> single = classes().count() == 1
                ? Stream.of(
                        "Warning: all labeled examples are of class %s: a model that always predicts it looks perfect"
                                .formatted(classes().findFirst().orElseThrow()))
                : Stream.empty();
        return Stream.of(
                        unlabeled,
                        single,
                        missing(Split.VALIDATION, ModelReport::validation),
                        missing(Split.TEST, ModelReport::test))
                .flatMap(notes -> notes);
    }

    /** Warns of models without a prediction for some examples, since their metrics are of other rows. */
    private Stream<String> missing(Split split, Function<ModelReport, SplitMetrics> metrics) {
        ToLongFunction<ModelReport> rows = report ->
                metrics.apply(report) == null ? 0 : metrics.apply(report).rows();
        long most = models.values().stream().mapToLong(rows).max().orElse(0);
        return models.entrySet().stream()
                .filter(model -> rows.applyAsLong(model.getValue()) < most)
                .map(model -> "Warning: %s has a prediction for %,d of %,d %s examples; the others do not count for it"
                        .formatted(model.getKey(), rows.applyAsLong(model.getValue()), most, split.columnValue()));
    }

    private Stream<String> classes() {
        return splits().flatMap(metrics -> metrics.recall().keySet().stream()).distinct();
    }

    private String recall() {
        List<String> classes = classes().limit(SHOWN_CLASSES).toList();
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
        if (metrics != null && metrics.hasLabels()) {
            Stream<String> shares =
                    classes.stream().map(each -> four(metrics.recall().get(each)));
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
                    four(metrics.agreement()));
        }
    }

    private static String four(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }
}
