package io.sparkdistill.jobs.inference;

import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.StagedModel;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** Stages the teachers of a configuration: TorchScript models with a tokenizer, and students. */
public final class TeacherStaging {
    private final ModelStaging staging;
    private final int classes;

    public TeacherStaging(Configuration hadoop, int classes) {
        this.staging = new ModelStaging(hadoop);
        this.classes = classes;
    }

    /**
     * Fetches a teacher's files.
     *
     * @throws InputException if one cannot be read
     */
    public StagedModel stage(TeacherConfig teacher) {
        return teacher.tokenizer()
                .map(tokenizer -> torchScript(teacher, tokenizer))
                .orElseGet(() -> student(teacher.key() + ".model", teacher.name(), teacher.model()));
    }

    private StagedModel torchScript(TeacherConfig teacher, String tokenizer) {
        try {
            return staging.stage(ModelSource.torchScript(
                    teacher.name(), teacher.model(), tokenizer, classes, teacher.maxTokens(), teacher.inputs()));
        } catch (IOException e) {
            throw unreadable(teacher.key(), e);
        }
    }

    /**
     * Fetches a student's files.
     *
     * @param key where the configuration names it, for messages
     * @param folder that training wrote
     * @throws InputException if one cannot be read
     */
    public StagedModel student(String key, String name, String folder) {
        try {
            return staging.stage(staging.student(name, folder, classes));
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    private static InputException unreadable(String key, IOException e) {
        return new InputException("Cannot read %s: %s".formatted(key, e.getMessage()), e);
    }
}
