package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.ln;
import static org.apache.spark.sql.functions.zip_with;

import io.sparkdistill.distill.ClassBias;
import io.sparkdistill.distill.FrequencyMatching;
import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.LabelConfig.Combination;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Split;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Sets the output biases of some classes of the student on the validation examples: one after the other for the highest
 * accuracy, or all together so that the student predicts them as often as the teacher. Adds the resulting predictions
 * to the table. No inference is needed: the logarithm of a stored probability is the logit minus a number that is the
 * same for all classes.
 */
final class BiasTuning {
    /** The most probabilities of each model that the driver holds to match frequencies. */
    private static final int MOST_PROBABILITIES = 500_000;

    private final JobContext context;
    private final SparkSession spark;
    private final String table;
    private final double[] biases;

    /**
     * Prepares the tuning.
     *
     * @param table name of the table of predictions in the output
     */
    BiasTuning(JobContext context, SparkSession spark, String table) {
        this.context = context;
        this.spark = spark;
        this.table = table;
        this.biases = new double[context.config().task().classes()];
    }

    /**
     * Chooses the biases and writes the predictions with them.
     *
     * @return the biases by the name of the class; empty if the configuration names no class
     */
    Map<String, Double> choose() {
        DistillConfig config = context.config();
        Map<String, Double> chosen = new LinkedHashMap<>();
        if (config.evaluate().biasedClasses().isEmpty()) {
            return chosen;
        }
        JobContext.describe(spark, Verbs.EVALUATE, "set biases");
        switch (config.evaluate().biasRule()) {
            case ACCURACY -> config.evaluate()
                    .biasedClasses()
                    .forEach(biased -> biases[biased] += ClassBias.best(candidates(biased)));
            case TEACHER -> matchTeacher(config.evaluate().biasedClasses());
        }
        config.evaluate()
                .biasedClasses()
                .forEach(biased -> chosen.put(config.task().className(biased), biases[biased]));
        CombinePredictions prediction = new CombinePredictions(Evaluation.BIASED, Combination.LOGITS, 1);
        context.output().append(logits().map(prediction, Encoders.row(Predicted.SCHEMA)), table);
        return chosen;
    }

    /** Makes the mean probabilities by the student those by the teacher. */
    private void matchTeacher(List<Integer> classes) {
        double[][] student = validation(Artifacts.STUDENT);
        double[] frequencies = new double[biases.length];
        double[][] teacher = validation(Evaluation.TEACHER);
        for (double[] row : teacher) {
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] += row[i] / teacher.length;
            }
        }
        try {
            double[][] logits = Stream.of(student)
                    .map(row -> DoubleStream.of(row)
                            .map(probability -> Math.log(Math.max(probability, Float.MIN_VALUE)))
                            .toArray())
                    .toArray(double[][]::new);
            double[] matched = FrequencyMatching.biases(logits, frequencies, classes);
            System.arraycopy(matched, 0, biases, 0, biases.length);
        } catch (InvalidInputException e) {
            throw new InputException(
                    "Cannot set biases by the teacher's predictions: %s; set evaluate.set-bias-by = accuracy"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** Returns the probabilities by a model for the validation examples with the lowest keys, which are a random sample. */
    private double[][] validation(String model) {
        MapFunction<Row, float[]> read = row -> Floats.array(row, 0);
        List<float[]> rows = context.output()
                .read(spark, table, Predicted.SCHEMA)
                .where(col(Predicted.MODEL).equalTo(model))
                .where(col(Predicted.SPLIT).equalTo(Split.VALIDATION.columnValue()))
                .orderBy(Predicted.EXAMPLE_KEY)
                .limit(Math.max(1, MOST_PROBABILITIES / biases.length))
                .select(Predicted.PROBABILITIES)
                .map(read, Encoders.javaSerialization(float[].class))
                .collectAsList();
        return rows.stream().map(Vectors::widen).toArray(double[][]::new);
    }

    private List<ClassBias.Choice> candidates(int biased) {
        MapFunction<Row, ClassBias.Choice> choice =
                row -> ClassBias.choice(Vectors.widen(Floats.matrix(row, 0)[0]), row.getInt(1), biased);
        Column chosenOn = col(Predicted.SPLIT)
                .equalTo(Split.VALIDATION.columnValue())
                .and(col(Predicted.LABEL).isNotNull());
        List<ClassBias.Choice> choices = logits().where(chosenOn)
                .select(Logits.LOGITS, Predicted.LABEL)
                .map(choice, Encoders.javaSerialization(ClassBias.Choice.class))
                .collectAsList();
        if (choices.isEmpty()) {
            throw new InputException("Cannot set biases: there are no validation examples to choose them on;"
                    + " set input.validation-share, or evaluate.set-bias = []");
        }
        return choices;
    }

    /** Returns the logits of the student with the biases that are chosen so far. */
    private Dataset<Row> logits() {
        Column[] added = new Column[biases.length];
        for (int i = 0; i < added.length; i++) {
            added[i] = lit(biases[i]);
        }
        Column biased = zip_with(col(Predicted.PROBABILITIES), array(added), (probability, bias) -> ln(greatest(
                        probability, lit(Float.MIN_VALUE)))
                .plus(bias)
                .cast("float"));
        return context.output()
                .read(spark, table, Predicted.SCHEMA)
                .where(col(Predicted.MODEL).equalTo(Artifacts.STUDENT))
                .select(
                        col(Predicted.EXAMPLE_KEY),
                        col(Predicted.SPLIT),
                        col(Predicted.LABEL),
                        array(biased).as(Logits.LOGITS));
    }
}
