package io.sparkdistill.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class GradientClippingTest {
    @Test
    void scalesAllGradientsByTheirCommonNorm() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList gradients = new NDList(manager.create(new float[] {3}), manager.create(new float[] {0, 4}));

            assertThat(new GradientClipping(1).scale(gradients)).isCloseTo(0.2f, within(1e-6f));
            assertThat(new GradientClipping(6).scale(gradients)).isEqualTo(1);
            assertThat(GradientClipping.none().scale(gradients)).isEqualTo(1);
        }
    }

    @Test
    void refusesANormOfZero() {
        assertThatThrownBy(() -> new GradientClipping(0))
                .hasMessage("Cannot clip gradients: the maximum norm must be positive: 0.0");
    }
}
