package io.sparkdistill.teacher;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.student.StudentDescription;
import io.sparkdistill.student.TorchScriptDescription;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The folder of a student as a model for inference. */
final class StudentSource implements StudentDescription.Visitor<ModelSource> {
    private final String name;
    private final String folder;
    private final int classes;

    private StudentSource(String name, String folder, int classes) {
        this.name = name;
        this.folder = folder;
        this.classes = classes;
    }

    /**
     * The model that a folder holds.
     *
     * @param classes as in {@link ModelSpec#classes}
     * @throws IOException if it has another number of classes
     */
    static ModelSource of(String name, String folder, StudentDescription description, int classes) throws IOException {
        if (classes != ModelSpec.ANY_CLASSES && description.classes() != classes) {
            throw new IOException(
                    "expected a student of %d classes but it has %d".formatted(classes, description.classes()));
        }
        return description.accept(new StudentSource(name, folder, classes));
    }

    @Override
    public ModelSource network(StudentDescription.Network network) {
        return source(network.files(), fingerprint -> new StudentSpec(name, fingerprint, classes));
    }

    @Override
    public ModelSource logistic(StudentDescription.Logistic logistic) {
        return source(logistic.files(), fingerprint -> new LogisticSpec(name, fingerprint, classes));
    }

    @Override
    public ModelSource torchScript(StudentDescription.TorchScript description) {
        TorchScriptDescription script = description.torchscript();
        return ModelSource.text(
                name,
                ModelFormat.TORCH_SCRIPT,
                folder + "/" + TorchScriptDescription.MODEL,
                folder + "/" + TorchScriptDescription.TOKENIZER,
                classes,
                script.maxTokens(),
                script.inputs());
    }

    private ModelSource source(List<String> files, Function<String, ModelSpec> spec) {
        Map<String, String> paths = files.stream().collect(Collectors.toMap(file -> file, file -> folder + "/" + file));
        return new ModelSource(paths, Integer.toString(classes), spec);
    }
}
