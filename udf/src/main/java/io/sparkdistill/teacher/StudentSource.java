package io.sparkdistill.teacher;

import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.student.StudentDescription;
import io.sparkdistill.student.TorchScriptDescription;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Creates the source of a student from its folder and its description. */
final class StudentSource implements StudentDescription.Visitor<ModelSource> {
    private final ModelIdentity identity;
    private final String folder;

    private StudentSource(ModelIdentity identity, String folder) {
        this.identity = identity;
        this.folder = folder;
    }

    /**
     * Returns the source of a student.
     *
     * @param folder folder of the student
     * @param classes required number of logits, see {@link ModelSpec#classes}
     * @throws IOException if the student has another number of logits
     */
    static ModelSource of(String name, String folder, StudentDescription description, int classes) throws IOException {
        if (classes != ModelSpec.ANY_CLASSES && description.classes() != classes) {
            throw new IOException(
                    "expected a student of %d classes but it has %d".formatted(classes, description.classes()));
        }
        return description.accept(new StudentSource(ModelIdentity.named(name).withClasses(classes), folder));
    }

    @Override
    public ModelSource network(StudentDescription.Network network) {
        return source(network.files(), fingerprint -> new StudentSpec(identity.withFingerprint(fingerprint)));
    }

    @Override
    public ModelSource logistic(StudentDescription.Logistic logistic) {
        return source(logistic.files(), fingerprint -> new LogisticSpec(identity.withFingerprint(fingerprint)));
    }

    @Override
    public ModelSource trees(StudentDescription.Trees trees) {
        return source(trees.files(), fingerprint -> new TreesSpec(identity.withFingerprint(fingerprint)));
    }

    @Override
    public ModelSource boostedTrees(StudentDescription.BoostedTrees boostedTrees) {
        return source(boostedTrees.files(), fingerprint -> new BoostedTreesSpec(identity.withFingerprint(fingerprint)));
    }

    @Override
    public ModelSource torchScript(StudentDescription.TorchScript description) {
        TorchScriptDescription script = description.torchscript();
        return ModelSource.exported(ModelFormat.TORCH_SCRIPT, folder + "/" + TorchScriptDescription.MODEL)
                .name(identity.name())
                .classes(identity.classes())
                .text(
                        folder + "/" + TorchScriptDescription.TOKENIZER,
                        new TextInput(script.maxTokens(), script.inputs()));
    }

    private ModelSource source(List<String> files, Function<String, ModelSpec> spec) {
        Map<String, String> paths = files.stream().collect(Collectors.toMap(file -> file, file -> folder + "/" + file));
        return new ModelSource(paths, Integer.toString(identity.classes()), spec);
    }
}
