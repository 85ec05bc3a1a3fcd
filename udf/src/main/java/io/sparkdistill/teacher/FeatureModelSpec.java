package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSpec;
import java.io.IOException;

/**
 * Specifies an exported model that reads features: one input of shape {@code [batch, features]}. Its second output
 * holds the hidden states.
 *
 * @param output meaning of its first output
 */
public record FeatureModelSpec(ModelIdentity identity, ModelFormat format, ModelOutput output) implements ModelSpec {
    @Override
    public FeatureModelSpec withHidden() {
        return new FeatureModelSpec(identity.withHidden(), format, output);
    }

    @Override
    public ExportedModel<FeatureTensors.Features> load(ModelFiles files, Device device) throws IOException {
        return ExportedModel.load(this, format, output, files, device, new FeatureTensors());
    }
}
