package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.distill.Predictions;
import io.sparkdistill.distill.Softmax;
import io.sparkdistill.distill.Vectors;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.EndpointConfig.Price;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.inference.HuggingFaceJson;
import io.sparkdistill.jobs.inference.Inference;
import io.sparkdistill.jobs.inference.InferenceProgress;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tries the only teacher of a configuration on some examples, before there are any tables. */
public final class TeacherPreview {
    private final JobContext context;
    private final SparkSession spark;
    private final StagedModel teacher;

    /**
     * Fetches, loads and checks the teacher.
     *
     * @throws io.sparkdistill.jobs.job.InputException if it cannot be used
     */
    public TeacherPreview(JobContext context, SparkSession spark) {
        this.context = context;
        this.spark = spark;
        this.teacher = Teachers.stage(context).values().iterator().next();
    }

    /**
     * Holds the teacher's answer for one example.
     *
     * @param text first text of the example; null for features
     * @param label class index; null for an unlabeled example
     * @param probabilities of the classes; empty for an example that the teacher rejects
     */
    public record Answer(String text, Integer label, double[] probabilities, String problem) {
        /** Returns the predicted class; -1 without probabilities. */
        public int predicted() {
            return probabilities.length == 0 ? -1 : Predictions.predictedClass(probabilities);
        }
    }

    /** Returns the names of the outputs of a model in their order; none if no file beside it has them. */
    public static List<String> outputNames(Configuration hadoop, String model) {
        return HuggingFaceJson.outputNames(hadoop, model);
    }

    /**
     * Runs the teacher on some examples.
     *
     * @param examples few rows with the columns of {@link TransferSet}
     */
    public List<Answer> answers(Dataset<Row> examples) {
        List<Row> rows = examples.collectAsList();
        if (context.config().task().type() == TaskType.FEATURES && !rows.isEmpty()) {
            List<float[]> features = rows.stream()
                    .map(row -> Floats.array(row, row.fieldIndex(TransferSet.FEATURES)))
                    .toList();
            new TeacherCheck(teacher, context.config().teachers().get(0), context.config()).features(features);
        }
        LabelConfig.Inference settings = context.config().label().inference();
        Map<String, Row> answers = new HashMap<>();
        try (InferenceProgress progress = InferenceProgress.show(spark, "try the teacher", rows.size())) {
            double gpusPerTask = teacher.spec().gpusPerTask(settings.gpusPerTask());
            Inference.predict(teacher, examples, settings.limits(), gpusPerTask, progress)
                    .select(col(TransferSet.EXAMPLE_KEY), col(Logits.LOGITS), col(Rejected.REASON))
                    .collectAsList()
                    .forEach(row -> answers.put(row.getString(0), row));
            progress.finish();
        }
        List<Answer> given = new ArrayList<>();
        rows.forEach(row -> given.add(answer(row, answers.get(row.<String>getAs(TransferSet.EXAMPLE_KEY)))));
        return given;
    }

    private static Answer answer(Row example, Row answer) {
        double[] probabilities =
                answer.isNullAt(1) ? new double[0] : Softmax.softTargets(Vectors.widen(Floats.array(answer, 1)), 1);
        return new Answer(
                example.getAs(TransferSet.TEXT), example.getAs(TransferSet.LABEL), probabilities, answer.getString(2));
    }

    /**
     * Estimates the cost of labeling.
     *
     * @param examples all rows, with the columns of {@link TransferSet}
     */
    public String estimate(Dataset<Row> examples) {
        return new EstimateResult(
                        List.of(EstimateJob.estimate(context, teacher, examples, examples.count(), Price.NONE)),
                        Optional.empty())
                .summary();
    }
}
