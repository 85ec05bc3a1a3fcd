package io.sparkdistill.statistics;

import java.util.SplittableRandom;

/** Random predictions that are somewhat better than chance, for tests. */
final class RandomPredictions {
    private RandomPredictions() {}

    static LabeledPredictions of(int rows, int classes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = new int[rows];
        float[][] probabilities = new float[rows][classes];
        double[] logLosses = new double[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = (int) (classes * Math.pow(random.nextDouble(), 1.5));
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                // Few different values, so that scores are often equal.
                probabilities[i][c] = 1 + random.nextInt(20) + (c == labels[i] ? random.nextInt(25) : 0);
                sum += probabilities[i][c];
            }
            for (int c = 0; c < classes; c++) {
                probabilities[i][c] /= (float) sum;
            }
            logLosses[i] = -Math.log(probabilities[i][labels[i]]);
        }
        return LabeledPredictions.of(labels, probabilities, logLosses);
    }
}
