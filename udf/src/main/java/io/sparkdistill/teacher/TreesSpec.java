package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.student.TreesModel;
import java.io.IOException;

/** Specifies a student of decision trees that spark-distill trained. It has no hidden states. */
public record TreesSpec(ModelIdentity identity) implements ModelSpec {
    @Override
    public TreesSpec withHidden() {
        return new TreesSpec(identity.withHidden());
    }

    @Override
    public FeatureLogitsModel load(ModelFiles files, Device device) throws IOException {
        TreesModel model = TreesModel.load(file -> files.path(fingerprint(), file));
        int found = model.shape().classes();
        if (classes() != ANY_CLASSES && found != classes()) {
            throw new IOException("expected a student of %d classes but it has %d".formatted(classes(), found));
        }
        return new FeatureLogitsModel(model.shape().features(), model.parameterCount(), returnsHidden(), model::logits);
    }
}
