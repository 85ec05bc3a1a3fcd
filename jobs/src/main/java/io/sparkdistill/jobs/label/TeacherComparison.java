package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.distill.LogitsComparison;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compares a teacher with the same teacher in other files, such as another engine's or a quantized one: answers, accuracy
 * and speed on one thread of the driver. The files take turns, batch by batch, so that other load of the machine affects
 * all of them.
 */
public final class TeacherComparison {
    private static final int MOST_EXAMPLES = 1_000;

    private final JobContext context;
    private final List<ModelInput> examples;
    private final int[] labels;

    /**
     * Reads labeled examples.
     *
     * @param context of a run whose transfer set exists
     * @throws InputException if no validation or test example has a label
     */
    public TeacherComparison(JobContext context, SparkSession spark) {
        this.context = context;
        List<Row> rows = context.output()
                .read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA)
                .where(col(TransferSet.LABEL).isNotNull())
                .orderBy(TransferSet.EXAMPLE_KEY)
                .limit(MOST_EXAMPLES)
                .collectAsList();
        if (rows.isEmpty()) {
            throw new InputException(
                    "Cannot compare teachers: no validation or test example has a label; set input.validation");
        }
        this.examples = rows.stream().map(ModelInput::of).toList();
        this.labels = rows.stream()
                .mapToInt(row -> row.getInt(row.fieldIndex(TransferSet.LABEL)))
                .toArray();
    }

    /**
     * Holds what was measured of one file.
     *
     * @param model the file
     * @param comparison with the first file
     * @param rowsPerSecond on one thread, without tokenizing
     */
    record Measured(String model, LogitsComparison comparison, double rowsPerSecond) {}

    /** Returns a table of a teacher and of the same teacher in another file. */
    public String compare(TeacherConfig teacher, TeacherConfig other) {
        return table(measure(List.of(teacher, other)));
    }

    /**
     * Returns a table of all files of a teacher and the fastest file that agrees with the first one.
     *
     * @param agreement the least share of examples for which an agreeing file gives the class of the first one
     */
    String recommend(TeacherConfig teacher, double agreement) {
        List<Measured> measured = measure(teacher.candidates());
        Measured first = measured.get(0);
        Measured best = fastest(measured, agreement);
        String advice = best.equals(first)
                ? "%s.model is the fastest of those that agree for %s of the examples (label.agreement)"
                        .formatted(teacher.key(), agreement)
                : "set %s.model = %s: %.1f times as fast, same class for %.4f of the examples"
                        .formatted(
                                teacher.key(),
                                best.model(),
                                best.rowsPerSecond() / first.rowsPerSecond(),
                                best.comparison().agreement());
        return table(measured) + System.lineSeparator() + advice;
    }

    /** Returns the fastest of the files that agree with the first one, which agrees with itself. */
    static Measured fastest(List<Measured> measured, double agreement) {
        Measured best = measured.get(0);
        for (Measured candidate : measured) {
            boolean agrees = candidate.comparison().agreement() >= agreement;
            best = agrees && candidate.rowsPerSecond() > best.rowsPerSecond() ? candidate : best;
        }
        return best;
    }

    private String table(List<Measured> measured) {
        TextTable table = new TextTable("file", "accuracy", "rows/s", "largest difference", "same class");
        for (Measured file : measured) {
            LogitsComparison comparison = file.comparison();
            boolean first = file.equals(measured.get(0));
            table.row(
                    file.model(),
                    "%.4f".formatted(comparison.accuracy()),
                    "%.1f".formatted(file.rowsPerSecond()),
                    first ? "" : "%.3f".formatted(comparison.difference()),
                    first ? "" : "%.4f".formatted(comparison.agreement()));
        }
        return "%s%n%,d labeled examples, on one thread".formatted(table, examples.size());
    }

    private List<Measured> measure(List<TeacherConfig> teachers) {
        TeacherStaging staging =
                new TeacherStaging(context.hadoop(), context.config().task().classes());
        List<TimedModel<?>> models = new ArrayList<>();
        try {
            for (TeacherConfig teacher : teachers) {
                models.add(TimedModel.open(staging.stage(teacher).trial(), examples));
            }
            boolean more = true;
            while (more) {
                more = false;
                for (TimedModel<?> model : models) {
                    more |= model.nextBatch();
                }
            }
            float[][] expected = models.get(0).logits();
            List<Measured> measured = new ArrayList<>();
            for (int i = 0; i < models.size(); i++) {
                LogitsComparison comparison = LogitsComparison.of(models.get(i).logits(), expected, labels);
                double rate = examples.size() / models.get(i).seconds();
                measured.add(new Measured(teachers.get(i).model(), comparison, rate));
            }
            return measured;
        } finally {
            models.forEach(TimedModel::close);
        }
    }

    /** Returns the comparisons of all teachers of the configuration that are there in several files. */
    static Optional<String> recommendations(JobContext context, SparkSession spark) {
        List<TeacherConfig> several = context.config().teachers().stream()
                .filter(teacher -> teacher.candidates().size() > 1)
                .toList();
        if (several.isEmpty()) {
            return Optional.empty();
        }
        TeacherComparison comparison = new TeacherComparison(context, spark);
        double agreement = context.config().label().checks().agreement();
        return Optional.of(String.join(
                System.lineSeparator(),
                several.stream()
                        .map(teacher -> comparison.recommend(teacher, agreement))
                        .toList()));
    }
}
