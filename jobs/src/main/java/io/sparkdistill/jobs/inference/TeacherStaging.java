package io.sparkdistill.jobs.inference;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;

/** Stages the teachers of a configuration: exported models, and students. */
public final class TeacherStaging {
    private final ModelStaging staging;
    private final int classes;
    private final UnaryOperator<ModelSource> asked;

    public TeacherStaging(Configuration hadoop, int classes) {
        this(new ModelStaging(hadoop), classes, UnaryOperator.identity());
    }

    private TeacherStaging(ModelStaging staging, int classes, UnaryOperator<ModelSource> asked) {
        this.staging = staging;
        this.classes = classes;
        this.asked = asked;
    }

    /** Stages models that give hidden states too. */
    public TeacherStaging withHidden() {
        return new TeacherStaging(staging, classes, ModelSource::withHidden);
    }

    /**
     * Fetches a teacher's files.
     *
     * @throws InputException if one cannot be read
     */
    public StagedModel stage(TeacherConfig teacher) {
        return teacher.format()
                .map(format -> exported(teacher, format))
                .orElseGet(() -> student(teacher.key() + ".model", teacher.name(), teacher.model()));
    }

    private StagedModel exported(TeacherConfig teacher, ModelFormat format) {
        ModelSource source = teacher.tokenizer()
                .map(tokenizer -> ModelSource.text(
                        teacher.name(),
                        format,
                        teacher.model(),
                        tokenizer,
                        classes,
                        teacher.maxTokens(),
                        teacher.inputs(),
                        teacher.output()))
                .orElseGet(
                        () -> ModelSource.features(teacher.name(), format, teacher.model(), classes, teacher.output()));
        try {
            return staging.stage(asked.apply(source));
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
            return staging.stage(asked.apply(staging.student(name, folder, classes)));
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    private static InputException unreadable(String key, IOException e) {
        return new InputException("Cannot read %s: %s".formatted(key, e.getMessage()), e);
    }
}
