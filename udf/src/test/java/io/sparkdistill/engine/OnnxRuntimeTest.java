package io.sparkdistill.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OnnxRuntimeTest {
    @Test
    void isTheVersionThatTheMessageNames() throws IOException {
        OnnxRuntime.require();
        assertThat(Engine.getEngine(OnnxRuntime.ENGINE).getVersion()).isEqualTo(OnnxRuntime.VERSION);
    }

    @Test
    void saysHowToBringItWhenItIsMissing() {
        assertThatThrownBy(() -> OnnxRuntime.require(ClassLoader.getPlatformClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot load an ONNX model: ONNX Runtime is not on the class path; add --packages"
                        + " com.microsoft.onnxruntime:onnxruntime:1.21.1, or onnxruntime_gpu for GPUs");
    }
}
