package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelSpec;
import java.io.IOException;

/**
 * An exported model that reads features: one input of shape {@code [batch, features]}.
 *
 * @param name the name in the configuration
 * @param fingerprint hash of the model and of {@code classes}
 * @param classes how many logits it must return, or {@link #ANY_CLASSES}
 * @param output how its output becomes logits
 * @param returnsHidden whether it gives hidden states too: its second output
 */
public record FeatureModelSpec(
        String name, String fingerprint, ModelFormat format, int classes, ModelOutput output, boolean returnsHidden)
        implements ModelSpec {
    /** A model that gives logits in order, and nothing else. */
    public FeatureModelSpec(String name, String fingerprint, ModelFormat format, int classes) {
        this(name, fingerprint, format, classes, ModelOutput.LOGITS, false);
    }

    @Override
    public FeatureModelSpec withHidden() {
        return new FeatureModelSpec(name, fingerprint, format, classes, output, true);
    }

    @Override
    public ExportedModel<FeatureTensors.Features> load(ModelFiles files, Device device) throws IOException {
        return ExportedModel.load(this, format, output, files, device, new FeatureTensors());
    }
}
