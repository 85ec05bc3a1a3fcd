package io.sparkdistill.jobs.inference;

import io.sparkdistill.endpoint.EndpointSpec;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.EndpointConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.config.ZeroShotConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.teacher.ExportedSource;
import io.sparkdistill.teacher.ModelSource;
import io.sparkdistill.teacher.ModelStaging;
import io.sparkdistill.teacher.TextInput;
import io.sparkdistill.teacher.ZeroShot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;

/**
 * Fetches the files of the teachers of a configuration, which are exported models, students, or models behind an
 * endpoint.
 */
public final class TeacherStaging {
    private static final String ENTAILMENT = "entail";

    private final Configuration hadoop;
    private final ModelStaging staging;
    private final int classes;
    private final UnaryOperator<ModelSource> options;

    public TeacherStaging(Configuration hadoop, int classes) {
        this(hadoop, new ModelStaging(hadoop), classes, UnaryOperator.identity());
    }

    private TeacherStaging(
            Configuration hadoop, ModelStaging staging, int classes, UnaryOperator<ModelSource> options) {
        this.hadoop = hadoop;
        this.staging = staging;
        this.classes = classes;
        this.options = options;
    }

    /** Returns the staging of the teachers that label: if {@code label.hidden} is set, they output hidden states too. */
    public static TeacherStaging ofLabelers(Configuration hadoop, DistillConfig config) {
        return new TeacherStaging(
                hadoop,
                new ModelStaging(hadoop),
                config.task().classes(),
                config.label().hidden() ? ModelSource::withHidden : UnaryOperator.identity());
    }

    /** Fetches the files of a teacher among which {@code label} chooses, {@code model} first, or that file alone. */
    public Map<TeacherConfig, StagedModel> files(TeacherConfig teacher) {
        Map<TeacherConfig, StagedModel> files = new LinkedHashMap<>();
        List<TeacherConfig> candidates = teacher.choosesFastest() ? teacher.candidates() : List.of(teacher);
        candidates.forEach(file -> files.put(file, stage(file)));
        return files;
    }

    /**
     * Fetches a teacher's files.
     *
     * @throws InputException if a file cannot be read
     */
    public StagedModel stage(TeacherConfig teacher) {
        if (teacher.endpoint().isPresent()) {
            return remote(teacher, teacher.endpoint().get());
        }
        return teacher.format()
                .map(format -> exported(teacher, format))
                .orElseGet(() -> student(teacher.key() + ".model", teacher.name(), teacher.model()));
    }

    /**
     * Fetches the prompt of a model that generates texts.
     *
     * @param key of its settings
     * @throws InputException if it cannot be read
     */
    public StagedModel generator(String key, EndpointConfig endpoint) {
        try {
            return staging.stage(
                    EndpointSpec.source(endpoint.settings().model(), endpoint.prompt(), endpoint.settings()));
        } catch (IOException e) {
            throw unreadable(key + ".prompt", e);
        }
    }

    private StagedModel remote(TeacherConfig teacher, EndpointConfig endpoint) {
        try {
            return staging.stage(
                    options.apply(EndpointSpec.source(teacher.name(), endpoint.prompt(), endpoint.settings())));
        } catch (IOException e) {
            throw unreadable(teacher.key() + ".prompt", e);
        }
    }

    private StagedModel exported(TeacherConfig teacher, ModelFormat format) {
        ExportedSource model = ModelSource.exported(format, teacher.model())
                .name(teacher.name())
                .classes(classes)
                .output(teacher.output());
        ModelSource source = teacher.tokenizer()
                .map(tokenizer -> ofTexts(teacher, model, tokenizer))
                .orElseGet(model::features);
        try {
            StagedModel staged = staging.stage(options.apply(source));
            if (teacher.sha256().isPresent()) {
                requirePinned(teacher, teacher.sha256().get(), staged.file(format.file()));
            }
            return staged;
        } catch (IOException e) {
            throw unreadable(teacher.key(), e);
        }
    }

    private ModelSource ofTexts(TeacherConfig teacher, ExportedSource model, String tokenizer) {
        TextInput input = new TextInput(teacher.maxTokens(), teacher.inputs());
        return teacher.zeroShot()
                .map(settings -> model.zeroShot(tokenizer, input, zeroShot(teacher, settings)))
                .orElseGet(() -> model.text(tokenizer, input));
    }

    /** Finds the output for entailment by its name. */
    private ZeroShot zeroShot(TeacherConfig teacher, ZeroShotConfig settings) {
        List<String> outputs = settings.outputs().isEmpty()
                ? HuggingFaceJson.outputNames(hadoop, teacher.model())
                : settings.outputs();
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).strip().toLowerCase(Locale.ROOT).startsWith(ENTAILMENT)) {
                return new ZeroShot(settings.hypothesis(), settings.classes(), outputs.size(), i);
            }
        }
        throw new InputException(
                "Cannot use %s.zero-shot: %s; take a model of natural-language inference, or name its outputs in order: %s.zero-shot.outputs = [contradiction, neutral, entailment]"
                        .formatted(
                                teacher.key(),
                                outputs.isEmpty()
                                        ? "no config.json beside %s names its outputs".formatted(teacher.model())
                                        : "none of the outputs of %s is entailment: %s"
                                                .formatted(teacher.model(), outputs),
                                teacher.key()));
    }

    /** A model file is code: it is refused before it is loaded if it is another one than the configuration names. */
    private static void requirePinned(TeacherConfig teacher, String pinned, Path model) throws IOException {
        try (InputStream in = Files.newInputStream(model)) {
            String found = DigestUtils.sha256Hex(in);
            if (!found.equals(pinned)) {
                throw new InputException(
                        "Cannot use %s.model: the SHA-256 of %s is %s, not %s; restore the file, or change %s.sha256 if you trust the new one"
                                .formatted(teacher.key(), teacher.model(), found, pinned, teacher.key()));
            }
        }
    }

    /**
     * Fetches a student's files.
     *
     * @param key of the setting that names it, for messages
     * @param folder that the verb train wrote
     * @throws InputException if a file cannot be read
     */
    public StagedModel student(String key, String name, String folder) {
        try {
            return staging.stage(options.apply(staging.student(name, folder, classes)));
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    private static InputException unreadable(String key, IOException e) {
        return new InputException("Cannot read %s: %s".formatted(key, e.getMessage()), e);
    }
}
