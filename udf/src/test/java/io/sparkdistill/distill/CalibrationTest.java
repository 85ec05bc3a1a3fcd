package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void oneThatIsRightAsOftenAsItSaysHasNoError() {
        Calibration calibration = new Calibration();
        for (int i = 0; i < 4; i++) {
            calibration.add(new double[] {0.75, 0.25}, i == 0 ? 1 : 0);
        }

        assertThat(calibration.error()).isZero();
    }

    @Test
    void theErrorIsTheGapBetweenConfidenceAndAccuracyWeightedByRows() {
        Calibration calibration = new Calibration(10);
        calibration.add(new double[] {0.95, 0.05}, 0);
        calibration.add(new double[] {0.95, 0.05}, 1);
        calibration.add(new double[] {0.35, 0.65}, 1);

        assertThat(calibration.rows()).isEqualTo(3);
        assertThat(calibration.error()).isCloseTo(2 / 3.0 * 0.45 + 1 / 3.0 * 0.35, within(1e-12));
    }

    @Test
    void aBinHoldsItsUpperEdgeAndNotItsLower() {
        Calibration calibration = new Calibration(4);
        calibration.add(new double[] {0.75, 0.25}, 0);
        calibration.add(new double[] {1, 0}, 1);

        assertThat(calibration.bins())
                .containsExactly(
                        new Calibration.Bin(0, 0.25, 0, Double.NaN, Double.NaN),
                        new Calibration.Bin(0.25, 0.5, 0, Double.NaN, Double.NaN),
                        new Calibration.Bin(0.5, 0.75, 1, 0.75, 1),
                        new Calibration.Bin(0.75, 1, 1, 1, 0));
    }

    @Test
    void aFloatOnAnEdgeIsOnTheEdge() {
        for (int bins = 1; bins <= 64; bins++) {
            for (int bin = 0; bin < bins; bin++) {
                double edge = (bin + 1.0) / bins;
                Calibration calibration = new Calibration(bins);
                calibration.add((float) edge, 0, 0);
                calibration.add(edge, 0, 0);

                assertThat(calibration.bins().get(bin).rows())
                        .as("%s of %s", bin, bins)
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void aTallyIsReadAsItWasWritten() throws IOException {
        Calibration written = new Calibration(20);
        written.add(new double[] {0.75, 0.25}, 0);
        written.add(new double[] {0.1, 0.9}, 0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        written.write(new DataOutputStream(bytes));

        Calibration read = Calibration.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read.bins()).isEqualTo(written.bins());
        assertThat(bytes.size()).isEqualTo(2 * Integer.BYTES + 2 * 28);
    }

    @Test
    void twoHalvesMergedAreTheWhole() {
        SplittableRandom random = new SplittableRandom(7);
        Calibration whole = new Calibration();
        Calibration left = new Calibration();
        Calibration right = new Calibration();
        for (int i = 0; i < 1000; i++) {
            double probability = random.nextDouble();
            double[] probabilities = {probability, 1 - probability};
            int label = random.nextInt(2);
            whole.add(probabilities, label);
            (i % 2 == 0 ? left : right).add(probabilities, label);
        }
        left.merge(right);

        assertThat(left.rows()).isEqualTo(whole.rows());
        assertThat(left.error()).isCloseTo(whole.error(), within(1e-12));
    }

    @Test
    void withoutRowsThereIsNoError() {
        assertThat(new Calibration().error()).isNaN();
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> new Calibration(0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot measure calibration: bins must be at least 1: 0");
        assertThatThrownBy(() -> new Calibration().add(new double[] {0.5, 0.5}, 2))
                .hasMessage("Cannot measure calibration: label must lie in 0..1: 2");
        assertThatThrownBy(() -> new Calibration().add(new double[] {2, -1}, 0))
                .hasMessage("Cannot measure calibration: probability must lie in 0..1: 2.0 for class 0");
        assertThatThrownBy(() -> new Calibration(5).merge(new Calibration(6)))
                .hasMessage("Cannot measure calibration: both must have the same number of bins: 5 and 6");
    }
}
