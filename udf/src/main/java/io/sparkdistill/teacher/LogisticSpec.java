package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.model.LogitsModel;
import io.sparkdistill.student.LogisticModel;
import java.io.IOException;

/** Specifies a logistic student that spark-distill trained. It has no hidden states. */
public record LogisticSpec(ModelIdentity identity) implements ModelSpec {
    @Override
    public LogisticSpec withHidden() {
        return new LogisticSpec(identity.withHidden());
    }

    @Override
    public LogitsModel<?> load(ModelFiles files, Device device) throws IOException {
        LogisticModel model = LogisticModel.load(file -> files.path(fingerprint(), file));
        int found = model.shape().classes();
        if (classes() != ANY_CLASSES && found != classes()) {
            throw new IOException("expected a student of %d classes but it has %d".formatted(classes(), found));
        }
        return model.shape().readsText()
                ? new LogisticLogitsModel(model, returnsHidden())
                : new FeatureLogitsModel(
                        model.shape().features(), model.shape().parameterCount(), returnsHidden(), model::logits);
    }
}
