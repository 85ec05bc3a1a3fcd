package io.sparkdistill.jobs.cascade;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.distill.Predictions;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.jobs.config.CascadeConfig;
import io.sparkdistill.jobs.config.CascadeConfig.Truth;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.statistics.CascadeCounts;
import io.sparkdistill.statistics.TemperatureScaling;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Split;
import io.sparkdistill.teacher.FittedCascade;
import io.sparkdistill.teacher.FittedCascade.AskedTeacher;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Fits a cascade to the stored predictions of a run for the validation examples. */
final class CascadeFit {
    private static final String TEACHER = "teacher";
    private static final int PROBABILITIES_COLUMN = 0;
    private static final int STUDENT_COLUMN = 1;
    private static final int TEACHER_COLUMN = 2;
    private static final int LABEL_COLUMN = 3;

    private final JobContext context;
    private final SparkSession spark;
    private final CascadeConfig config;

    CascadeFit(JobContext context, SparkSession spark) {
        this.context = context;
        this.spark = spark;
        this.config = context.config().cascade();
    }

    /**
     * Counts the examples at every threshold, and calibrates the student on the first of them.
     *
     * @throws InputException if there is no example to count
     */
    FittedCascade fit(Run run, AskedTeacher teacher) {
        CascadeCounts counts = new CascadeCounts();
        List<float[]> probabilities = new ArrayList<>();
        List<Integer> references = new ArrayList<>();
        long rows = 0;
        for (Iterator<Row> examples = examples(run).toLocalIterator(); examples.hasNext(); rows++) {
            Row example = examples.next();
            int asked = example.getInt(TEACHER_COLUMN);
            int reference = config.truth() == Truth.TEACHER ? asked : example.getInt(LABEL_COLUMN);
            if (example.isNullAt(STUDENT_COLUMN)) {
                counts.addAsked(asked, reference);
                continue;
            }
            float[] student = Floats.array(example, PROBABILITIES_COLUMN);
            counts.add(margin(student), example.getInt(STUDENT_COLUMN), asked, reference);
            if (references.size() < context.config().evaluate().statisticsRows()) {
                probabilities.add(student);
                references.add(reference);
            }
        }
        requireExamples(rows, run);
        return new FittedCascade(
                teacher,
                config.truth().title(),
                config.target(),
                config.delta(),
                config.tableRows().orElse(null),
                temperature(probabilities, references),
                counts.curve());
    }

    private static double temperature(List<float[]> probabilities, List<Integer> references) {
        return references.isEmpty()
                ? 1
                : TemperatureScaling.fit(
                        probabilities.toArray(float[][]::new),
                        references.stream().mapToInt(reference -> reference).toArray());
    }

    private void requireExamples(long rows, Run run) {
        if (rows == 0) {
            throw new InputException(
                    "Cannot fit a cascade: run %s has no validation example with %s; add validation examples, and run `pipeline`"
                            .formatted(
                                    run.id(),
                                    config.truth() == Truth.TEACHER
                                            ? "a prediction of the teacher"
                                            : "a label and a prediction of the teacher"));
        }
    }

    /** Returns the logit margin: the logarithm of a probability is the logit less a number that all classes share. */
    static double margin(float[] probabilities) {
        double[] logits = Vectors.widen(probabilities);
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Math.log(logits[i]);
        }
        return Predictions.logitMargin(logits);
    }

    /** Returns one row per example that the teacher has labeled, equal examples included. */
    private Dataset<Row> examples(Run run) {
        Dataset<Row> validation = context.output()
                .read(spark, run.artifact(Artifacts.EVALUATION + "/" + Predicted.TABLE), Predicted.SCHEMA)
                .where(col(Predicted.SPLIT).equalTo(Split.VALIDATION.columnValue()));
        Dataset<Row> teachers = validation
                .where(col(Predicted.MODEL).equalTo(TEACHER))
                .select(col(Predicted.EXAMPLE_KEY), col(Predicted.PREDICTED).as(TEACHER), col(Predicted.LABEL));
        Dataset<Row> students = validation
                .where(col(Predicted.MODEL).equalTo(Artifacts.STUDENT))
                .dropDuplicates(Predicted.EXAMPLE_KEY)
                .select(Predicted.EXAMPLE_KEY, Predicted.PROBABILITIES, Predicted.PREDICTED);
        Dataset<Row> paired = teachers.join(students, new String[] {Predicted.EXAMPLE_KEY}, "left")
                .orderBy(Predicted.EXAMPLE_KEY)
                .select(Predicted.PROBABILITIES, Predicted.PREDICTED, TEACHER, Predicted.LABEL);
        return config.truth() == Truth.LABELS
                ? paired.where(col(Predicted.LABEL).isNotNull())
                : paired;
    }
}
