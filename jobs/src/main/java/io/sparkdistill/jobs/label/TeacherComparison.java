package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.distill.LogitsComparison;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
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
     * Reads labeled examples, or examples of the transfer set if none of the validation and test examples has a label.
     *
     * @param context of a run whose transfer set exists
     * @throws InputException if there are no examples
     */
    public TeacherComparison(JobContext context, SparkSession spark) {
        this.context = context;
        List<Row> labeled = some(read(spark, TransferSet.EVALUATION_TABLE)
                .where(col(TransferSet.LABEL).isNotNull()));
        List<Row> rows = labeled.isEmpty() ? some(read(spark, TransferSet.TABLE)) : labeled;
        if (rows.isEmpty()) {
            throw new InputException("Cannot compare the files of a teacher: there are no examples; set input");
        }
        this.examples = rows.stream().map(ModelInput::of).toList();
        this.labels = rows.stream()
                .mapToInt(row ->
                        labeled.isEmpty() ? LogitsComparison.UNLABELED : row.getInt(row.fieldIndex(TransferSet.LABEL)))
                .toArray();
    }

    private Dataset<Row> read(SparkSession spark, String table) {
        return context.output().read(spark, table, TransferSet.SCHEMA);
    }

    /** Returns the rows with the smallest keys, which are hashes. */
    private static List<Row> some(Dataset<Row> rows) {
        return rows.orderBy(TransferSet.EXAMPLE_KEY).limit(MOST_EXAMPLES).collectAsList();
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
        return table(measure(staged(List.of(teacher, other))));
    }

    /** Returns the accuracy of each file of a teacher, for people. */
    public List<String> accuracies(TeacherConfig teacher) {
        return measure(staged(teacher.candidates())).stream()
                .map(TeacherComparison::accuracy)
                .toList();
    }

    private static String accuracy(Measured file) {
        return file.comparison().labeled() > 0
                ? "%.4f".formatted(file.comparison().accuracy())
                : "-";
    }

    /**
     * Returns a table of all files of a teacher and the fastest file that agrees with the first one.
     *
     * @param agreement the least share of examples for which an agreeing file gives the class of the first one
     */
    String recommend(TeacherConfig teacher, double agreement) {
        List<Measured> measured = measure(staged(teacher.candidates()));
        return table(measured) + System.lineSeparator() + advice(teacher, measured, agreement);
    }

    private static String advice(TeacherConfig teacher, List<Measured> measured, double agreement) {
        Measured first = measured.get(0);
        Measured best = fastest(measured, agreement);
        if (best.equals(first)) {
            return "%s.model is the fastest of those that agree for %s of the examples (label.agreement)"
                    .formatted(teacher.key(), agreement);
        }
        String advice = teacher.choosesFastest()
                ? "%s.choose = fastest takes %s".formatted(teacher.key(), best.model())
                : "set %s.model = %s".formatted(teacher.key(), best.model());
        return "%s: %.1f times as fast, same class for %.4f of the examples"
                .formatted(
                        advice,
                        best.rowsPerSecond() / first.rowsPerSecond(),
                        best.comparison().agreement());
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

    /** Returns a table of what was measured of a teacher's files. */
    String table(List<Measured> measured) {
        TextTable table = new TextTable("file", "accuracy", "rows/s", "largest difference", "same class");
        boolean labeled = measured.get(0).comparison().labeled() > 0;
        for (Measured file : measured) {
            LogitsComparison comparison = file.comparison();
            boolean first = file.equals(measured.get(0));
            table.row(
                    file.model(),
                    accuracy(file),
                    "%.1f".formatted(file.rowsPerSecond()),
                    first ? "" : "%.3f".formatted(comparison.difference()),
                    first ? "" : "%.4f".formatted(comparison.agreement()));
        }
        String kind = labeled ? "labeled examples" : "examples without labels";
        return "%s%n%,d %s, on one thread".formatted(table, examples.size(), kind);
    }

    private Map<TeacherConfig, StagedModel> staged(List<TeacherConfig> teachers) {
        TeacherStaging staging =
                new TeacherStaging(context.hadoop(), context.config().task().classes());
        Map<TeacherConfig, StagedModel> staged = new LinkedHashMap<>();
        teachers.forEach(teacher -> staged.put(teacher, staging.stage(teacher)));
        return staged;
    }

    /** Measures the files of a teacher, and compares each with the first. */
    List<Measured> measure(Map<TeacherConfig, StagedModel> files) {
        List<TimedModel<?>> models = new ArrayList<>();
        try {
            for (StagedModel file : files.values()) {
                models.add(TimedModel.open(file.trial(), examples));
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
            for (TeacherConfig file : files.keySet()) {
                TimedModel<?> model = models.get(measured.size());
                LogitsComparison comparison = LogitsComparison.of(model.logits(), expected, labels);
                measured.add(new Measured(file.model(), comparison, examples.size() / model.seconds()));
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
