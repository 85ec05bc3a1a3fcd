package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.teacher.StagedModel;
import java.util.LinkedHashMap;
import java.util.Map;

/** The teachers of a configuration on the driver. */
final class Teachers {
    private Teachers() {}

    /**
     * Fetches every teacher and asks it a question.
     *
     * @throws ConfigurationException if there is none
     * @throws io.sparkdistill.jobs.job.InputException if one cannot be used
     */
    static Map<TeacherConfig, StagedModel> stage(JobContext context) {
        DistillConfig config = context.config();
        if (config.teachers().isEmpty()) {
            throw new ConfigurationException(
                    "Cannot label: teachers is empty; add teachers = [{name = ..., model = ..., tokenizer = ...}]");
        }
        TeacherStaging staging =
                new TeacherStaging(context.hadoop(), config.task().classes());
        Map<TeacherConfig, StagedModel> teachers = new LinkedHashMap<>();
        for (TeacherConfig teacher : config.teachers()) {
            StagedModel staged = staging.stage(teacher);
            TeacherCheck.check(staged, teacher, config.task());
            teachers.put(teacher, staged);
        }
        return teachers;
    }
}
