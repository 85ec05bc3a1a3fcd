package io.sparkdistill.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.Test;

class PyTorchTest {
    @Test
    void areSetForTheCallingThread() {
        PyTorch.useThreads(2);
        assertThat(JniUtils.getNumThreads()).isEqualTo(2);
        PyTorch.useThreads(1);
        assertThat(JniUtils.getNumThreads()).isEqualTo(1);
    }

    @Test
    void areOneAtLeast() {
        assertThatThrownBy(() -> PyTorch.useThreads(0))
                .hasMessage("Cannot set PyTorch's threads: the number must be at least 1: 0");
    }
}
