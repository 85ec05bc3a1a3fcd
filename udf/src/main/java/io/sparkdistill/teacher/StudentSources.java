package io.sparkdistill.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.student.LogisticModel;
import io.sparkdistill.student.StudentFiles;
import io.sparkdistill.student.TorchScriptDescription;
import io.sparkdistill.student.TorchScriptModel;
import io.sparkdistill.text.Vocabulary;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Creates the sources of students from the {@code student.json} in their folders. */
final class StudentSources {
    private StudentSources() {}

    /**
     * Returns the source of a student.
     *
     * @param folder folder of the student
     * @param description content of its {@code student.json}
     * @param classes required number of logits, see {@link ModelSpec#classes}
     */
    static ModelSource source(String name, String folder, String description, int classes) throws IOException {
        ModelIdentity identity = ModelIdentity.named(name).withClasses(classes);
        JsonNode content = new ObjectMapper().readTree(description);
        if (content.has(TorchScriptModel.NAME)) {
            return torchScript(name, folder, TorchScriptDescription.parse(description), classes);
        }
        if (content.has(LogisticModel.NAME)) {
            return source(
                    folder,
                    classes,
                    fingerprint -> new LogisticSpec(identity.withFingerprint(fingerprint)),
                    StudentFiles.DESCRIPTION,
                    LogisticModel.WEIGHTS);
        }
        Function<String, ModelSpec> spec = fingerprint -> new StudentSpec(identity.withFingerprint(fingerprint));
        return content.at("/task/sentences").asInt() == 0
                ? source(folder, classes, spec, StudentFiles.DESCRIPTION, StudentFiles.PARAMETERS)
                : source(folder, classes, spec, StudentFiles.DESCRIPTION, StudentFiles.PARAMETERS, Vocabulary.FILE);
    }

    private static ModelSource torchScript(String name, String folder, TorchScriptDescription script, int classes)
            throws IOException {
        if (classes != ModelSpec.ANY_CLASSES && script.classes() != classes) {
            throw new IOException(
                    "expected a student of %d classes but it has %d".formatted(classes, script.classes()));
        }
        return ModelSource.exported(ModelFormat.TORCH_SCRIPT, folder + "/" + TorchScriptDescription.MODEL)
                .name(name)
                .classes(classes)
                .text(
                        folder + "/" + TorchScriptDescription.TOKENIZER,
                        new TextInput(script.maxTokens(), script.inputs()));
    }

    private static ModelSource source(String folder, int classes, Function<String, ModelSpec> spec, String... files) {
        Map<String, String> paths =
                Arrays.stream(files).collect(Collectors.toMap(file -> file, file -> folder + "/" + file));
        return new ModelSource(paths, Integer.toString(classes), spec);
    }
}
