package io.sparkdistill.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrequencyMatchingTest {
    @Test
    void ofOneExampleTheBiasIsTheDifferenceOfTheLogOdds() {
        double[][] logits = {{Math.log(0.8), Math.log(0.2)}};

        double[] biases = FrequencyMatching.biases(logits, new double[] {0.5, 0.5}, List.of(1));

        assertThat(biases[0]).isZero();
        assertThat(biases[1]).isCloseTo(Math.log(4), within(1e-5));
    }

    @Test
    void theMeanProbabilityOfEveryBiasedClassBecomesItsFrequency() {
        Random random = new Random(7);
        double[][] logits = new double[200][];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = random.doubles(4, -3, 3).toArray();
        }
        double[] frequencies = {0.1, 0.2, 0.3, 0.4};

        assertMatches(logits, frequencies, List.of(0, 1, 2, 3));
        assertMatches(logits, frequencies, List.of(2));
    }

    @Test
    void aClassThatTheStudentNeverPredictsIsMatchedToo() {
        double[][] logits = {{0, 5, -40}, {5, 0, -40}, {0, 0, -30}};

        assertMatches(logits, new double[] {0.4, 0.4, 0.2}, List.of(2));
    }

    @Test
    void refusesWhatHasNoSolution() {
        double[][] logits = {{1, 2}};

        assertThatThrownBy(() -> FrequencyMatching.biases(logits, new double[] {0, 1}, List.of(0)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot match frequencies: frequency must lie between 0 and 1: 0.0");
        assertThatThrownBy(() -> FrequencyMatching.biases(logits, new double[] {0.5, 0.5}, List.of(2)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> FrequencyMatching.biases(new double[0][], new double[] {0.5, 0.5}, List.of(0)))
                .isInstanceOf(InvalidInputException.class);
    }

    private static void assertMatches(double[][] logits, double[] frequencies, List<Integer> biased) {
        double[] biases = FrequencyMatching.biases(logits, frequencies, biased);
        for (int each = 0; each < frequencies.length; each++) {
            double mean = 0;
            for (double[] row : logits) {
                double[] moved = row.clone();
                for (int i = 0; i < moved.length; i++) {
                    moved[i] += biases[i];
                }
                mean += Softmax.softTargets(moved, 1)[each] / logits.length;
            }
            if (biased.contains(each)) {
                assertThat(mean).isCloseTo(frequencies[each], within(1e-5));
            } else {
                assertThat(biases[each]).isZero();
            }
        }
    }
}
