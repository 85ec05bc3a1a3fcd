package io.sparkdistill.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.InvalidInputException;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares every measure with its definition, computed row by row or pair by pair. */
class LabeledPredictionsTest {
    private static final int ROWS = 10_000;
    private static final Offset<Double> EXACT = within(1e-9);

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 100})
    void measuresOfRandomPredictionsAreThoseOfTheirDefinitions(int classes) {
        LabeledPredictions rows = RandomPredictions.of(ROWS, classes, classes);
        double[] precisions = new double[classes];
        double[] recalls = new double[classes];
        double[] f1 = new double[classes];
        for (int c = 0; c < classes; c++) {
            int index = c;
            double hits = count(i -> rows.labels()[i] == index && rows.predicted()[i] == index);
            precisions[c] = hits / count(i -> rows.predicted()[i] == index);
            recalls[c] = hits / count(i -> rows.labels()[i] == index);
            f1[c] = 2 * precisions[c] * recalls[c] / (precisions[c] + recalls[c]);
            assertThat(rows.counts().precision(c)).isCloseTo(precisions[c], EXACT);
            assertThat(rows.counts().recall(c)).isCloseTo(recalls[c], EXACT);
            assertThat(rows.counts().f1(c)).isCloseTo(f1[c], EXACT);
        }

        assertMetric(rows, Metric.ACCURACY, count(i -> rows.labels()[i] == rows.predicted()[i]) / ROWS);
        assertMetric(rows, Metric.BALANCED_ACCURACY, mean(recalls));
        assertMetric(rows, Metric.MACRO_PRECISION, mean(precisions));
        assertMetric(rows, Metric.MACRO_RECALL, mean(recalls));
        assertMetric(rows, Metric.MACRO_F1, mean(f1));
        assertMetric(rows, Metric.MATTHEWS_CORRELATION, correlation(rows));
        assertMetric(
                rows,
                Metric.NLL,
                IntStream.range(0, ROWS)
                        .mapToDouble(i -> -Math.log(rows.probabilities()[i][rows.labels()[i]]))
                        .average()
                        .orElseThrow());
        assertMetric(rows, Metric.BRIER, brier(rows));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 100})
    void rankingMeasuresAreThoseOfAllPairsAndThresholds(int classes) {
        LabeledPredictions rows = RandomPredictions.of(ROWS, classes, classes);
        for (int c : new int[] {0, 1, classes - 1}) {
            Ranking ranking = rows.ranking(c);

            assertThat(ranking.rocAuc()).isCloseTo(areaByPairs(rows, c), EXACT);
            assertThat(ranking.averagePrecision()).isCloseTo(averagePrecisionByThresholds(rows, c), EXACT);
        }
    }

    @Test
    void matthewsCorrelationOfTwoClassesIsThatOfTheFourCounts() {
        LabeledPredictions rows = RandomPredictions.of(ROWS, 2, 5);
        double tp = count(i -> rows.labels()[i] == 1 && rows.predicted()[i] == 1);
        double tn = count(i -> rows.labels()[i] == 0 && rows.predicted()[i] == 0);
        double fp = count(i -> rows.labels()[i] == 0 && rows.predicted()[i] == 1);
        double fn = count(i -> rows.labels()[i] == 1 && rows.predicted()[i] == 0);

        double expected = (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
        assertMetric(rows, Metric.MATTHEWS_CORRELATION, expected);
    }

    /** As in scikit-learn with {@code zero_division=0}: class 2 is only predicted, class 3 is nowhere. */
    @Test
    void classesThatAreNeverALabelCountForMacroMeansAndNotForBalancedAccuracy() {
        ClassCounts counts = new ClassCounts(4);
        counts.add(0, 0, 2);
        counts.add(1, 2, 2);

        assertThat(counts.balancedAccuracy()).isEqualTo(0.5);
        assertThat(counts.macroRecall()).isCloseTo(1 / 3.0, EXACT);
        assertThat(counts.macroPrecision()).isCloseTo(1 / 3.0, EXACT);
        assertThat(counts.macroF1()).isCloseTo(1 / 3.0, EXACT);
    }

    @Test
    void degenerateRowsHaveNoRankingAndNoCorrelation() {
        LabeledPredictions same =
                LabeledPredictions.of(new int[] {1, 1}, new float[][] {{0.5f, 0.5f}, {0.1f, 0.9f}}, new double[2]);

        assertThat(same.ranking(1).rocAuc()).isNaN();
        assertThat(same.ranking(1).averagePrecision()).isEqualTo(1);
        assertThat(same.ranking(0).averagePrecision()).isNaN();
        assertMetric(same, Metric.MATTHEWS_CORRELATION, 0);
        assertThat(LabeledPredictions.of(new int[0], new float[0][], new double[0])
                        .metrics())
                .containsOnly(Double.NaN);
        assertThatThrownBy(() -> new Ranking(new float[] {Float.NaN}, new boolean[1]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Cannot rank rows: scores must be at least 0: NaN");
    }

    private static void assertMetric(LabeledPredictions rows, Metric metric, double expected) {
        assertThat(rows.metrics()[metric.place()]).as(metric.fieldName()).isCloseTo(expected, EXACT);
    }

    private static double count(IntPredicate condition) {
        return IntStream.range(0, ROWS).filter(condition).count();
    }

    private static double mean(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
    }

    /** The correlation of the one-hot vectors of labels and predictions, by its definition with covariances. */
    private static double correlation(LabeledPredictions rows) {
        double[] covariances = new double[3];
        for (int c = 0; c < rows.classes(); c++) {
            int index = c;
            double meanLabel = count(i -> rows.labels()[i] == index) / ROWS;
            double meanPredicted = count(i -> rows.predicted()[i] == index) / ROWS;
            for (int i = 0; i < ROWS; i++) {
                double label = (rows.labels()[i] == c ? 1 : 0) - meanLabel;
                double predicted = (rows.predicted()[i] == c ? 1 : 0) - meanPredicted;
                covariances[0] += label * predicted;
                covariances[1] += label * label;
                covariances[2] += predicted * predicted;
            }
        }
        return covariances[0] / Math.sqrt(covariances[1] * covariances[2]);
    }

    private static double brier(LabeledPredictions rows) {
        double sum = 0;
        for (int i = 0; i < ROWS; i++) {
            for (int c = 0; c < rows.classes(); c++) {
                sum += Math.pow((rows.labels()[i] == c ? 1.0 : 0.0) - rows.probabilities()[i][c], 2);
            }
        }
        return sum / ROWS;
    }

    private static double areaByPairs(LabeledPredictions rows, int c) {
        double won = 0;
        double pairs = 0;
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < ROWS && rows.labels()[i] == c; j++) {
                if (rows.labels()[j] != c) {
                    won += (Math.signum(rows.probabilities()[i][c] - rows.probabilities()[j][c]) + 1) / 2;
                    pairs++;
                }
            }
        }
        return won / pairs;
    }

    private static double averagePrecisionByThresholds(LabeledPredictions rows, int c) {
        double[] thresholds = IntStream.range(0, ROWS)
                .mapToDouble(i -> rows.probabilities()[i][c])
                .distinct()
                .map(threshold -> -threshold)
                .sorted()
                .map(threshold -> -threshold)
                .toArray();
        double positives = count(i -> rows.labels()[i] == c);
        double recallBefore = 0;
        double sum = 0;
        for (double threshold : thresholds) {
            double above = count(i -> rows.probabilities()[i][c] >= threshold);
            double hits = count(i -> rows.probabilities()[i][c] >= threshold && rows.labels()[i] == c);
            sum += (hits / positives - recallBefore) * hits / above;
            recallBefore = hits / positives;
        }
        return sum;
    }
}
