package io.sparkdistill.jobs.label;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.TransferSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Loads and checks the teachers of a configuration on the driver. */
final class Teachers {
    private static final int EXAMPLES_TRIED = 8;

    private Teachers() {}

    /**
     * Fetches and loads every teacher, and checks teachers of texts.
     *
     * @return the teachers in their order, each in the file {@code model} and in those among which it chooses
     * @throws ConfigurationException if there is none
     * @throws io.sparkdistill.jobs.job.InputException if one cannot be used
     */
    static Map<TeacherConfig, StagedModel> stage(JobContext context) {
        DistillConfig config = context.config();
        if (config.teachers().isEmpty()) {
            throw new ConfigurationException(
                    "Cannot label: teachers is empty; add teachers = [{name = ..., model = ..., tokenizer = ...}]");
        }
        Map<TeacherConfig, StagedModel> teachers = new LinkedHashMap<>();
        for (TeacherConfig teacher : config.teachers()) {
            Map<TeacherConfig, StagedModel> files = files(context, teacher);
            files.forEach((file, staged) -> check(context, file, staged));
            teachers.putAll(files);
        }
        return teachers;
    }

    /** Fetches the files of a teacher among which is chosen, the file {@code model} first, or that file alone. */
    static Map<TeacherConfig, StagedModel> files(JobContext context, TeacherConfig teacher) {
        return TeacherStaging.ofLabelers(context.hadoop(), context.config()).files(teacher);
    }

    private static void check(JobContext context, TeacherConfig teacher, StagedModel staged) {
        if (staged.spec().isRemote()) {
            EndpointCheck.check(staged, teacher, context.config().task().type());
        } else {
            new TeacherCheck(staged, teacher, context.config())
                    .beforeSpark(new HuggingFaceFiles(context.hadoop(), teacher, staged));
        }
    }

    /**
     * Checks every teacher of features on some examples, before the executors run them on all.
     *
     * @throws io.sparkdistill.jobs.job.InputException if one cannot be used
     */
    static void checkFeatures(JobContext context, SparkSession spark, Map<TeacherConfig, StagedModel> teachers) {
        TaskConfig task = context.config().task();
        if (task.type() != TaskType.FEATURES) {
            return;
        }
        Dataset<Row> train = context.output().read(spark, TransferSet.TABLE, TransferSet.SCHEMA);
        Dataset<Row> evaluation = context.output().read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA);
        List<float[]> examples =
                train.union(evaluation).select(TransferSet.FEATURES).takeAsList(EXAMPLES_TRIED).stream()
                        .map(row -> Floats.array(row, 0))
                        .toList();
        if (!examples.isEmpty()) {
            teachers.forEach(
                    (teacher, staged) -> new TeacherCheck(staged, teacher, context.config()).features(examples));
        }
    }
}
