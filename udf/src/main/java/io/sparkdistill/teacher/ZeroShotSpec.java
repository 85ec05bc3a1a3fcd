package io.sparkdistill.teacher;

import ai.djl.Device;
import io.sparkdistill.format.ModelFormat;
import io.sparkdistill.inference.ModelFiles;
import io.sparkdistill.inference.ModelIdentity;
import io.sparkdistill.inference.ModelSpec;
import java.io.IOException;

/**
 * Specifies a model of natural-language inference that classifies texts by hypotheses.
 *
 * @param model the model, as one of pairs
 */
public record ZeroShotSpec(ModelIdentity identity, TextModelSpec model, ZeroShot zeroShot) implements ModelSpec {
    static ZeroShotSpec of(ModelIdentity identity, ModelFormat format, TextInput input, ZeroShot zeroShot) {
        ModelIdentity ofOutputs = identity.withClasses(zeroShot.outputs());
        return new ZeroShotSpec(identity, new TextModelSpec(ofOutputs, format, input, ModelOutput.LOGITS), zeroShot);
    }

    /** Returns a specification that gives one hidden state per hypothesis, which {@link #load} refuses. */
    @Override
    public ZeroShotSpec withHidden() {
        return new ZeroShotSpec(identity.withHidden(), model, zeroShot);
    }

    @Override
    public ZeroShotModel load(ModelFiles files, Device device) throws IOException {
        if (returnsHidden()) {
            throw new IOException("Cannot load the model: a zero-shot teacher has no hidden state of a text alone");
        }
        return ZeroShotModel.of(model.load(files, device), zeroShot);
    }
}
