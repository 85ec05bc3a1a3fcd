package io.sparkdistill.jobs.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.evaluate.Evaluation;
import io.sparkdistill.jobs.evaluate.ModelReport;
import io.sparkdistill.jobs.evaluate.SplitMetrics;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.storage.Output;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A comparison lists the metrics and costs of the students of a sweep.
 *
 * @param rows one per student, in the order of the variants
 */
public record Comparison(List<Row> rows) implements JobResult {
    private static final ObjectMapper JSON = new ObjectMapper();
    /**
     * A row describes one student of a sweep, as {@code sweep.json} stores it.
     *
     * @param name of the variant, and of the student if the variant has several
     * @param examples number of training examples
     * @param epochs number of epochs
     * @param bestEpoch number of the epoch whose parameters the student has
     * @param embeddings number of parameters in word vectors
     * @param trainingSeconds duration of all epochs without validation
     * @param report metrics and cost; null if there were no examples to evaluate it on
     * @param timesTeacher speed of the student divided by that of the teacher; null without a teacher
     * @param variant what became of the variant; null where the comparison is not that of a sweep
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String name,
            long examples,
            int epochs,
            int bestEpoch,
            long embeddings,
            double trainingSeconds,
            ModelReport report,
            Double timesTeacher,
            VariantOutcome variant) {
        /** Returns the metrics on each split: validation, then test. */
        private Stream<SplitMetrics> splits() {
            return report == null
                    ? Stream.empty()
                    : Stream.of(report.validation(), report.test()).filter(Objects::nonNull);
        }

        /**
         * Returns the metrics that are compared by labels: those of validation, or of test if validation has no labels.
         */
        Optional<SplitMetrics> labeled() {
            return splits().filter(SplitMetrics::hasLabels).findFirst();
        }

        /**
         * Returns the metrics that are compared with the teacher: those of validation, or of test without validation.
         */
        Optional<SplitMetrics> besideTeacher() {
            return splits().filter(metrics -> metrics.agreement() != null).findFirst();
        }

        /** Whether the row is that of a trained student, and not of a variant that was stopped or failed. */
        private boolean isOfStudent() {
            return variant == null || variant.isEvaluated();
        }

        Optional<Double> rowsPerSecond() {
            return Optional.ofNullable(report).map(measured -> measured.cost().rowsPerSecond());
        }
    }

    public Comparison {
        rows = List.copyOf(rows);
    }

    /** Reads the results of the pipelines. */
    public static Comparison of(Map<String, JobContext> contexts) {
        List<Row> rows = new ArrayList<>();
        contexts.forEach((name, context) -> rows.addAll(rows(name, context, null)));
        return new Comparison(rows);
    }

    /** Returns the rows of the students of the variants of a sweep, also of those that have none. */
    static Comparison ofVariants(Map<VariantRun, VariantOutcome> variants) {
        List<Row> rows = new ArrayList<>();
        variants.forEach((variant, outcome) -> {
            if (outcome.isEvaluated()) {
                rows.addAll(rows(variant.name(), variant.context(), outcome));
            } else {
                int epochs =
                        outcome.rungs().stream().mapToInt(Rung::epochs).max().orElse(0);
                rows.add(new Row(variant.name(), 0, epochs, 0, 0, 0, null, null, outcome));
            }
        });
        return new Comparison(rows);
    }

    /** Returns the rows of the students of a variant, and another one if biases were tuned. */
    private static List<Row> rows(String variant, JobContext context, VariantOutcome outcome) {
        Output output = context.output();
        Run run = context.upstream().trainedRun();
        Map<String, ModelReport> models =
                Evaluation.parse(output.readText(run.artifact(Evaluation.FILE))).models();
        ModelReport teacher = models.get(Evaluation.TEACHER);
        List<Row> rows = new ArrayList<>();
        for (String student : Artifacts.students(context.config().train().students())) {
            String name = student.equals(Artifacts.STUDENT) ? variant : variant + ", " + student;
            rows.add(row(name, training(output, run.artifact(student)), models.get(student), teacher, outcome));
        }
        if (models.containsKey(Evaluation.BIASED)) {
            JsonNode training = training(output, run.artifact(Artifacts.STUDENT));
            rows.add(row(variant + ", bias set", training, models.get(Evaluation.BIASED), teacher, outcome));
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

    private static Row row(
            String name, JsonNode training, ModelReport student, ModelReport teacher, VariantOutcome outcome) {
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
                        : student.cost().rowsPerSecond() / teacher.cost().rowsPerSecond(),
                outcome);
    }

    /** Writes {@code sweep.json} and its charts. */
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
        ComparisonTables tables =
                new ComparisonTables(rows.stream().filter(Row::isOfStudent).toList());
        List<Row> ended = rows.stream().filter(row -> !row.isOfStudent()).toList();
        String summary = tables.quality() + System.lineSeparator() + tables.costs();
        return ended.isEmpty() ? summary : summary + System.lineSeparator() + ComparisonTables.outcomes(ended);
    }
}
