package io.sparkdistill.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class DropoutTest {
    @Test
    void leavesOutItsShareAndKeepsTheMean() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray dropped = Dropout.seeded(1).apply(manager.ones(new Shape(100, 1000)), 0.3);

            float[] values = dropped.toFloatArray();
            int zeros = 0;
            double sum = 0;
            for (float value : values) {
                assertThat(value).isIn(0f, (float) (1 / 0.7));
                zeros += value == 0 ? 1 : 0;
                sum += value;
            }
            assertThat((double) zeros / values.length).isCloseTo(0.3, within(0.005));
            assertThat(sum / values.length).isCloseTo(1, within(0.01));
        }
    }

    @Test
    void theSameSeedLeavesOutTheSameValues() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray ones = manager.ones(new Shape(50));
            Dropout dropout = Dropout.seeded(4);
            float[] first = dropout.apply(ones, 0.5).toFloatArray();
            float[] second = dropout.apply(ones, 0.5).toFloatArray();
            dropout.reseed(4);
            dropout.nextStep();

            assertThat(second).isNotEqualTo(first);
            assertThat(dropout.apply(ones, 0.5).toFloatArray()).isEqualTo(first);
        }
    }

    @Test
    void noneLeavesNothingOut() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray ones = manager.ones(new Shape(50));

            assertThat(Dropout.none().apply(ones, 0.5)).isSameAs(ones);
            assertThat(Dropout.seeded(1).apply(ones, 0)).isSameAs(ones);
        }
    }
}
