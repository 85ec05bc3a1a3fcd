package io.sparkdistill.jobs.export;

import io.sparkdistill.network.Example;
import io.sparkdistill.serving.Prediction;
import io.sparkdistill.serving.Student;
import java.util.List;

/**
 * How an exported student compares with the student.
 *
 * @param rows number of examples compared
 * @param difference largest absolute difference of a logit, relative to those above 1
 * @param agreement share of the examples with the same class, in 0..1
 * @param labeled number of the examples with a label
 * @param accuracy share of the labeled examples that the exported student classifies correctly
 * @param studentAccuracy share of the labeled examples that the student classifies correctly
 */
record ExportCheck(
        int rows, double difference, double agreement, int labeled, double accuracy, double studentAccuracy) {
    private static final double MOST_POINTS = 0.005;

    /**
     * Compares the predictions of an exported student.
     *
     * @param logits the student's logits of the examples, in their order
     */
    static ExportCheck of(Student exported, List<CheckedExample> examples, float[][] logits) {
        List<Prediction> predictions =
                exported.predict(examples.stream().map(CheckedExample::input).toList());
        double difference = 0;
        int same = 0;
        int labeled = 0;
        int correct = 0;
        int studentCorrect = 0;
        for (int row = 0; row < logits.length; row++) {
            Prediction prediction = predictions.get(row);
            int label = examples.get(row).label();
            int studentClass = largest(logits[row]);
            difference = Math.max(difference, difference(prediction.logits(), logits[row]));
            same += prediction.classIndex() == studentClass ? 1 : 0;
            labeled += label == Example.UNLABELED ? 0 : 1;
            correct += prediction.classIndex() == label ? 1 : 0;
            studentCorrect += studentClass == label ? 1 : 0;
        }
        return new ExportCheck(
                logits.length,
                difference,
                share(same, logits.length),
                labeled,
                share(correct, labeled),
                share(studentCorrect, labeled));
    }

    private static double share(int count, int all) {
        return all == 0 ? 0 : (double) count / all;
    }

    private static int largest(float[] logits) {
        int largest = 0;
        for (int i = 1; i < logits.length; i++) {
            largest = logits[i] > logits[largest] ? i : largest;
        }
        return largest;
    }

    private static double difference(float[] found, float[] expected) {
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(
                    difference, Math.abs(found[i] - expected[i]) / Math.max(1, Math.abs((double) expected[i])));
        }
        return difference;
    }

    /** Returns whether the exported student is as good as the student, within half a point. */
    boolean isAsGood() {
        return labeled > 0 ? accuracy >= studentAccuracy - MOST_POINTS : agreement >= 1 - MOST_POINTS;
    }

    /** Describes the comparison in half a sentence. */
    String summary() {
        String compared = "largest difference of a logit %.1e, same class for %.4f of %d examples"
                .formatted(difference, agreement, rows);
        return labeled == 0
                ? compared
                : compared + ", accuracy %.4f (student: %.4f)".formatted(accuracy, studentAccuracy);
    }
}
