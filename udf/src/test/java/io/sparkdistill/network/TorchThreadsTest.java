package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.Test;

class TorchThreadsTest {
    @Test
    void areSetForTheCallingThread() {
        TorchThreads.use(2);
        assertThat(JniUtils.getNumThreads()).isEqualTo(2);
        TorchThreads.use(1);
        assertThat(JniUtils.getNumThreads()).isEqualTo(1);
    }

    @Test
    void areOneAtLeast() {
        assertThatThrownBy(() -> TorchThreads.use(0)).hasMessage("Cannot set PyTorch's threads: one is the least: 0");
    }
}
