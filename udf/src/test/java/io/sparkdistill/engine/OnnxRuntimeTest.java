package io.sparkdistill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import org.junit.jupiter.api.Test;

class OnnxRuntimeTest {
    @Test
    void isTheVersionThatDjlIsMadeFor() {
        Engine engine = OnnxRuntime.engine();
        assertThat(OrtEnvironment.getEnvironment().getVersion()).isEqualTo(engine.getVersion());
    }
}
