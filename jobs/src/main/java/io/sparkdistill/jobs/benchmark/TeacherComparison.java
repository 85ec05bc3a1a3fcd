package io.sparkdistill.jobs.benchmark;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.distill.LogitsComparison;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.tokenizer.Tokens;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Compares a teacher with the same teacher in another file, such as a quantized one: answers, accuracy and speed. */
public final class TeacherComparison {
    private static final int MOST_EXAMPLES = 1_000;
    private static final int BATCH_TOKENS = 1_024;

    private final JobContext context;
    private final List<Row> examples;

    /**
     * Reads labeled examples.
     *
     * @param context of a run whose transfer set exists
     * @throws InputException if no validation or test example has a label
     */
    public TeacherComparison(JobContext context, SparkSession spark) {
        this.context = context;
        this.examples = context.output()
                .read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA)
                .where(col(TransferSet.LABEL).isNotNull())
                .orderBy(TransferSet.EXAMPLE_KEY)
                .limit(MOST_EXAMPLES)
                .collectAsList();
        if (examples.isEmpty()) {
            throw new InputException(
                    "Cannot compare teachers: no validation or test example has a label; set input.validation");
        }
    }

    /**
     * Holds the logits of one model file, and the time that they took.
     *
     * @param logits one row per example
     */
    private record Answers(float[][] logits, double seconds) {}

    /** Returns a table of both files. */
    public String compare(TeacherConfig teacher, TeacherConfig other) {
        Answers expected = answers(teacher);
        Answers found = answers(other);
        int[] labels = examples.stream()
                .mapToInt(row -> row.getInt(row.fieldIndex(TransferSet.LABEL)))
                .toArray();
        LogitsComparison comparison = LogitsComparison.of(found.logits(), expected.logits(), labels);
        TextTable table = new TextTable("file", "accuracy", "rows/s", "largest difference", "same class");
        table.row(teacher.model(), decimal(comparison.referenceAccuracy()), rate(expected), "", "");
        table.row(
                other.model(),
                decimal(comparison.accuracy()),
                rate(found),
                "%.3f".formatted(comparison.difference()),
                decimal(comparison.agreement()));
        return "%s%n%,d labeled examples, on one thread".formatted(table, examples.size());
    }

    private static String decimal(double value) {
        return "%.4f".formatted(value);
    }

    private String rate(Answers answers) {
        return "%.1f".formatted(examples.size() / answers.seconds());
    }

    private Answers answers(TeacherConfig teacher) {
        TeacherStaging staging =
                new TeacherStaging(context.hadoop(), context.config().task().classes());
        try (ModelCache.Lease lease = staging.stage(teacher).trial()) {
            return answers(lease.model());
        }
    }

    private <T extends Tokens> Answers answers(LogitsModel<T> model) {
        List<T> inputs =
                examples.stream().map(ModelInput::of).map(model::tokenize).toList();
        List<Integer> order = IntStream.range(0, inputs.size())
                .boxed()
                .sorted(Comparator.comparing(i -> inputs.get(i).count()))
                .toList();
        float[][] logits = new float[inputs.size()][];
        try (LogitsModel.Predictor<T> predictor = model.newPredictor()) {
            predictor.predict(List.of(inputs.get(order.get(0)))); // The first call is slower.
            long start = System.nanoTime();
            for (int from = 0, to; from < order.size(); from = to) {
                to = end(inputs, order, from);
                List<Integer> batch = order.subList(from, to);
                float[][] answers = predictor
                        .predict(batch.stream().map(inputs::get).toList())
                        .logits();
                for (int row = 0; row < answers.length; row++) {
                    logits[batch.get(row)] = answers[row];
                }
            }
            return new Answers(logits, (System.nanoTime() - start) / 1e9);
        }
    }

    /** Returns where a batch ends: the examples of the order grow. */
    private static <T extends Tokens> int end(List<T> inputs, List<Integer> order, int from) {
        int to = from + 1;
        while (to < order.size() && (to + 1 - from) * inputs.get(order.get(to)).count() <= BATCH_TOKENS) {
            to++;
        }
        return to;
    }
}
