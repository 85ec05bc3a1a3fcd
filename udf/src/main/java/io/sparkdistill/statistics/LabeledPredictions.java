package io.sparkdistill.statistics;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.distill.Predictions;
import java.util.Arrays;

/**
 * Holds the predictions of one model for labeled rows.
 *
 * @param labels the true class of each row, from 0
 * @param probabilities one probability per class, for each row
 * @param logLosses the negative log-likelihood of each label, in nats
 * @param predicted the class with the highest probability, for each row
 * @param distances the squared distance between the probabilities and the label, for each row: its Brier score
 */
public record LabeledPredictions(
        int[] labels, float[][] probabilities, double[] logLosses, int[] predicted, double[] distances) {
    /** Computes the predicted classes and the distances. */
    public static LabeledPredictions of(int[] labels, float[][] probabilities, double[] logLosses) {
        if (labels.length != probabilities.length || labels.length != logLosses.length) {
            throw new InvalidInputException(
                    "measure predictions",
                    "every label needs probabilities: %d labels and %d rows"
                            .formatted(labels.length, probabilities.length));
        }
        int[] predicted = new int[labels.length];
        double[] distances = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            predicted[i] = Predictions.predictedClass(probabilities[i]);
            distances[i] = distance(probabilities[i], labels[i]);
        }
        return new LabeledPredictions(labels, probabilities, logLosses, predicted, distances);
    }

    private static double distance(float[] probabilities, int label) {
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double gap = probabilities[i] - (i == label ? 1 : 0);
            sum += gap * gap;
        }
        return sum;
    }

    /** Returns the number of rows. */
    public int rows() {
        return labels.length;
    }

    /** Returns the number of classes; 0 without rows. */
    public int classes() {
        return probabilities.length == 0 ? 0 : probabilities[0].length;
    }

    /** Returns the number of rows by class. */
    public ClassCounts counts() {
        return scores().sums(everyRowOnce()).counts();
    }

    /**
     * Returns the share of rows whose label is among the classes with the highest probabilities. A class with the same
     * probability as the label is counted before it if its index is lower.
     *
     * @param k number of classes, at least 1
     */
    public double topKAccuracy(int k) {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            int before = 0;
            for (int other = 0; other < probabilities[i].length; other++) {
                float gap = probabilities[i][other] - probabilities[i][labels[i]];
                before += gap > 0 || (gap == 0 && other < labels[i]) ? 1 : 0;
            }
            right += before < k ? 1 : 0;
        }
        return (double) right / labels.length;
    }

    /** Returns every metric, in the order of {@link Metric#values}. */
    public double[] metrics() {
        return scores().metrics(everyRowOnce());
    }

    private RowScores scores() {
        return new RowScores(Math.max(1, classes()), labels, predicted, logLosses, distances);
    }

    /** Returns the interval of every metric, in the order of {@link Metric#values}. */
    public Interval[] intervals(Bootstrap bootstrap) {
        RowScores scores = scores();
        return bootstrap.intervals(rows(), scores::metrics);
    }

    /**
     * Returns the interval of this model's metrics minus those of another model on the same rows, in the order of
     * {@link Metric#values}.
     */
    public Interval[] differences(LabeledPredictions other, Bootstrap bootstrap) {
        if (!Arrays.equals(labels, other.labels)) {
            throw new InvalidInputException(
                    "compare two models",
                    "both must have a prediction for the same rows: %d and %d rows".formatted(rows(), other.rows()));
        }
        RowScores first = scores();
        RowScores second = other.scores();
        return bootstrap.intervals(rows(), drawn -> {
            double[] differences = first.metrics(drawn);
            double[] others = second.metrics(drawn);
            for (int i = 0; i < differences.length; i++) {
                differences[i] -= others[i];
            }
            return differences;
        });
    }

    /** Ranks all rows by the probability of one class; those with this label are positive. */
    public Ranking ranking(int label) {
        float[] scores = new float[rows()];
        boolean[] positive = new boolean[rows()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = probabilities[i][label];
            positive[i] = labels[i] == label;
        }
        return new Ranking(scores, positive);
    }

    private int[] everyRowOnce() {
        int[] once = new int[rows()];
        Arrays.fill(once, 1);
        return once;
    }
}
