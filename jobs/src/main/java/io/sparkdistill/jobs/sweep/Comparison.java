package io.sparkdistill.jobs.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.evaluate.Evaluation;
import io.sparkdistill.jobs.evaluate.ModelReport;
import io.sparkdistill.jobs.evaluate.SplitMetrics;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.jobs.storage.Output;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The students of several configurations side by side.
 *
 * @param rows one a configuration, in order
 */
public record Comparison(List<Row> rows) implements JobResult {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of what was not measured. */
    private static final String ABSENT = "-";

    private static final List<String> QUALITY = List.of(
            "sweep",
            "examples",
            "epochs",
            "best",
            "validation",
            "test",
            "errors",
            "macro-F1",
            "NLL",
            "agrees with teacher");

    /**
     * One configuration's student.
     *
     * @param examples it was fitted to
     * @param epochs it was fitted for, and the best of them
     * @param embeddings numbers learned in word vectors
     * @param trainingSeconds of all epochs, validation left out
     * @param report its quality and cost; null where there was nothing to evaluate it on
     * @param timesTeacher how many times the rows a second of the teacher it makes; null without a teacher
     */
    public record Row(
            String name,
            long examples,
            int epochs,
            int bestEpoch,
            long embeddings,
            double trainingSeconds,
            ModelReport report,
            Double timesTeacher) {
        /** Its metrics on each split: validation, then test. */
        private Stream<SplitMetrics> splits() {
            return report == null
                    ? Stream.empty()
                    : Stream.of(report.validation(), report.test()).filter(Objects::nonNull);
        }

        /** What is compared by labels: validation, or test where validation is absent or has no labels. */
        Optional<SplitMetrics> labeled() {
            return splits().filter(SplitMetrics::hasLabels).findFirst();
        }

        /** What is compared with the teacher: validation, or test where there is no validation. */
        Optional<SplitMetrics> besideTeacher() {
            return splits().filter(metrics -> metrics.agreement() != null).findFirst();
        }

        Optional<Double> rowsPerSecond() {
            return Optional.ofNullable(report).map(measured -> measured.cost().rowsPerSecond());
        }
    }

    public Comparison {
        rows = List.copyOf(rows);
    }

    /** Reads what the pipelines left. */
    public static Comparison of(Map<String, JobContext> contexts) {
        List<Row> rows = new ArrayList<>();
        contexts.forEach((name, context) -> rows.addAll(rows(name, context)));
        return new Comparison(rows);
    }

    /** The rows of its students, and another one if biases were set. */
    private static List<Row> rows(String variant, JobContext context) {
        Output output = context.output();
        Map<String, ModelReport> models =
                Evaluation.parse(output.readText(Evaluation.FILE)).models();
        ModelReport teacher = models.get(Evaluation.TEACHER);
        List<Row> rows = new ArrayList<>();
        for (String student : Artifacts.students(context.config().train().students())) {
            String name = student.equals(Artifacts.STUDENT) ? variant : variant + ", " + student;
            rows.add(row(name, training(output, student), models.get(student), teacher));
        }
        if (models.containsKey(Evaluation.BIASED)) {
            JsonNode training = training(output, Artifacts.STUDENT);
            rows.add(row(variant + ", bias set", training, models.get(Evaluation.BIASED), teacher));
        }
        return rows;
    }

    private static JsonNode training(Output output, String student) {
        try {
            return JSON.readTree(output.readText(student + "/training.json"));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read the training of " + output.path(student), e);
        }
    }

    private static Row row(String name, JsonNode training, ModelReport student, ModelReport teacher) {
        double seconds = 0;
        for (JsonNode epoch : training.get("epochs")) {
            seconds += epoch.get("seconds").asDouble();
        }
        return new Row(
                name,
                training.get("examples").asLong(),
                training.get("epochs").size(),
                training.get("bestEpoch").asInt(),
                training.get("embeddings").asLong(),
                seconds,
                student,
                teacher == null || student == null
                        ? null
                        : student.cost().rowsPerSecond() / teacher.cost().rowsPerSecond());
    }

    /** Writes {@code sweep.json} and its pictures. */
    public void store(Output output) {
        try {
            output.writeText("sweep.json", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n");
            ComparisonCharts.of(rows).ifPresent(charts -> {
                output.writeBytes("sweep.png", charts.quality());
                output.writeBytes("sweep-speed.png", charts.speed());
            });
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String summary() {
        List<String> biased = biasedClasses();
        Stream<String> recalls = biased.stream().map(name -> "recall of " + name);
        TextTable table = new TextTable(Stream.concat(QUALITY.stream(), recalls).toArray(String[]::new));
        rows.forEach(row -> table.row(quality(row, biased).toArray()));
        return table + System.lineSeparator() + costs();
    }

    private static List<Object> quality(Row row, List<String> biased) {
        Optional<SplitMetrics> labeled = row.labeled();
        Optional<ModelReport> report = Optional.ofNullable(row.report());
        List<Object> cells = new ArrayList<>(List.of(
                row.name(),
                row.examples(),
                row.epochs(),
                row.bestEpoch(),
                four(report.map(ModelReport::validation).map(SplitMetrics::accuracy)),
                four(report.map(ModelReport::test).map(SplitMetrics::accuracy)),
                labeled.<Object>map(SplitMetrics::errors).orElse(ABSENT),
                four(labeled.map(SplitMetrics::macroF1)),
                four(labeled.map(SplitMetrics::nll)),
                four(row.besideTeacher().map(SplitMetrics::agreement))));
        for (String name : biased) {
            cells.add(four(labeled.map(metrics -> metrics.recall().get(name))));
        }
        return cells;
    }

    /** The classes whose biases a configuration sets: how they fare is what it is about. */
    private List<String> biasedClasses() {
        return rows.stream()
                .map(Row::report)
                .filter(Objects::nonNull)
                .map(ModelReport::biases)
                .filter(Objects::nonNull)
                .flatMap(biases -> biases.keySet().stream())
                .distinct()
                .toList();
    }

    private TextTable costs() {
        TextTable table = new TextTable(
                "sweep",
                "parameters",
                "without embeddings",
                "seconds of training",
                "rows/s on one thread",
                "times the teacher's");
        for (Row row : rows) {
            Optional<Long> parameters = Optional.ofNullable(row.report())
                    .map(report -> report.cost().parameters());
            table.row(
                    row.name(),
                    parameters.<Object>map(count -> count).orElse(ABSENT),
                    parameters.<Object>map(count -> count - row.embeddings()).orElse(ABSENT),
                    "%,.0f".formatted(row.trainingSeconds()),
                    row.rowsPerSecond().map("%,.0f"::formatted).orElse(ABSENT),
                    Optional.ofNullable(row.timesTeacher())
                            .map("%,.1f"::formatted)
                            .orElse(ABSENT));
        }
        return table;
    }

    private static String four(Optional<Double> value) {
        return value.map("%.4f"::formatted).orElse(ABSENT);
    }
}
