package io.sparkdistill.jobs.inference;

import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.network.StudentFiles;
import io.sparkdistill.teacher.StudentSpec;
import io.sparkdistill.teacher.TorchScriptSpec;
import io.sparkdistill.text.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Stages the teachers of a configuration: TorchScript models with a tokenizer, and students. */
public final class TeacherStaging {
    /** What a student may consist of; one that reads features has no vocabulary. */
    private static final List<String> FILES =
            List.of(StudentFiles.DESCRIPTION, StudentFiles.PARAMETERS, Vocabulary.FILE);

    private final ModelStaging staging;
    private final int classes;

    public TeacherStaging(Configuration hadoop, int classes) {
        this.staging = new ModelStaging(hadoop);
        this.classes = classes;
    }

    /**
     * Fetches a teacher's files.
     *
     * @throws io.sparkdistill.jobs.job.InputException if one cannot be read
     */
    public StagedModel stage(TeacherConfig teacher) {
        return teacher.tokenizer()
                .map(tokenizer -> torchScript(teacher, tokenizer))
                .orElseGet(() -> student(teacher.key() + ".model", teacher.name(), teacher.model()));
    }

    private StagedModel torchScript(TeacherConfig teacher, String tokenizer) {
        Map<String, String> sources =
                Map.of(TorchScriptSpec.MODEL, teacher.model(), TorchScriptSpec.TOKENIZER, tokenizer);
        String options = classes + " " + teacher.maxTokens() + " " + teacher.inputs();
        return staging.stage(
                teacher.key(),
                sources,
                options,
                fingerprint -> new TorchScriptSpec(
                        teacher.name(), fingerprint, classes, teacher.maxTokens(), teacher.inputs()));
    }

    /**
     * Fetches a student's files.
     *
     * @param key where the configuration names it, for messages
     * @param folder that training wrote
     */
    public StagedModel student(String key, String name, String folder) {
        Map<String, String> sources = new TreeMap<>();
        for (String file : FILES) {
            if (staging.exists(folder + "/" + file)) {
                sources.put(file, folder + "/" + file);
            }
        }
        if (sources.isEmpty()) {
            throw new InputException(("Cannot read %s: there is no student in %s; name the folder that `train` wrote,"
                            + " or a TorchScript file with its tokenizer")
                    .formatted(key, folder));
        }
        return staging.stage(
                key, sources, Integer.toString(classes), fingerprint -> new StudentSpec(name, fingerprint, classes));
    }
}
