package io.sparkdistill.quantization;

import java.io.IOException;
import java.nio.file.Path;

/** Reports that a model has no large matrices of float32, so that it would not become smaller. */
public final class NothingToQuantizeException extends IOException {
    NothingToQuantizeException(Path model) {
        super(("Cannot quantize %s: it has no large weights in float32 that products, lookups or LSTMs read;"
                        + " small models and models of lower precision stay as they are")
                .formatted(model));
    }
}
