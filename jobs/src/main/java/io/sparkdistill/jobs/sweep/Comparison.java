package io.sparkdistill.jobs.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.evaluate.Evaluation;
import io.sparkdistill.jobs.evaluate.ModelReport;
import io.sparkdistill.jobs.evaluate.SplitMetrics;
import io.sparkdistill.jobs.job.Artefacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.TextTable;
import io.sparkdistill.jobs.provenance.Output;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The students of several configurations side by side.
 *
 * @param rows one a configuration, in order
 */
public record Comparison(List<Row> rows) implements JobResult {
    private static final ObjectMapper JSON = new ObjectMapper();
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
     * @param embeddings numbers learnt in word vectors
     * @param trainingSeconds of all epochs, validation left out
     * @param report its quality and cost
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
        /** What is compared: validation, or test where there is no validation. */
        SplitMetrics shown() {
            return report.validation() == null ? report.test() : report.validation();
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
        for (String student : Artefacts.students(context.config().train().students())) {
            String name = student.equals(Artefacts.STUDENT) ? variant : variant + ", " + student;
            rows.add(row(name, training(output, student), models.get(student), teacher));
        }
        if (models.containsKey(Evaluation.BIASED)) {
            JsonNode training = training(output, Artefacts.STUDENT);
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
                teacher == null
                        ? null
                        : student.cost().rowsPerSecond() / teacher.cost().rowsPerSecond());
    }

    /** Writes {@code sweep.json} and its pictures. */
    public void store(Output output) {
        try {
            output.writeText("sweep.json", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n");
            output.writeBytes("sweep.png", ComparisonCharts.accuracy(rows));
            output.writeBytes("sweep-speed.png", ComparisonCharts.speed(rows));
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
        SplitMetrics shown = row.shown();
        List<Object> cells = new ArrayList<>(List.of(
                row.name(),
                row.examples(),
                row.epochs(),
                row.bestEpoch(),
                accuracy(row.report().validation()),
                accuracy(row.report().test()),
                shown.errors(),
                four(shown.macroF1()),
                four(shown.nll()),
                shown.agreement() == null ? "-" : four(shown.agreement())));
        for (String name : biased) {
            Double recall = shown.recall().get(name);
            cells.add(recall == null ? "-" : four(recall));
        }
        return cells;
    }

    /** The classes whose biases a configuration sets: how they fare is what it is about. */
    private List<String> biasedClasses() {
        return rows.stream()
                .map(row -> row.report().biases())
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
            long parameters = row.report().cost().parameters();
            table.row(
                    row.name(),
                    parameters,
                    parameters - row.embeddings(),
                    "%,.0f".formatted(row.trainingSeconds()),
                    "%,.0f".formatted(row.report().cost().rowsPerSecond()),
                    row.timesTeacher() == null ? "-" : "%,.1f".formatted(row.timesTeacher()));
        }
        return table;
    }

    private static String accuracy(SplitMetrics metrics) {
        return metrics == null ? "-" : four(metrics.accuracy());
    }

    private static String four(double value) {
        return "%.4f".formatted(value);
    }
}
