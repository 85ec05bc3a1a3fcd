package io.sparkdistill.jobs.label;

import io.sparkdistill.distill.ConfusionMatrix;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A class order assigns the outputs of a teacher to classes, as estimated from labeled rows.
 *
 * @param outputs index of the output that fits each class
 * @param accuracy of the teacher with this assignment
 */
record ClassOrder(int[] outputs, double accuracy) {
    private static final int MOST_CLASSES = 200;
    /** The number of standard errors by which another order must fit better. */
    private static final double CERTAINTY = 3;

    /**
     * Returns an order of the outputs with a significantly higher accuracy; empty if there is none. It is found by
     * exchanging two outputs as long as this improves the accuracy, which finds the permutation of any good teacher.
     */
    static Optional<ClassOrder> better(ConfusionMatrix counts) {
        int classes = counts.classes();
        if (classes > MOST_CLASSES) {
            return Optional.empty();
        }
        int[] outputs = IntStream.range(0, classes).toArray();
        boolean improved = true;
        while (improved) {
            improved = false;
            for (int a = 0; a < classes; a++) {
                for (int b = a + 1; b < classes; b++) {
                    improved |= exchange(counts, outputs, a, b);
                }
            }
        }
        return fitsBetter(counts, outputs)
                ? Optional.of(new ClassOrder(outputs, right(counts, outputs)))
                : Optional.empty();
    }

    private static boolean exchange(ConfusionMatrix counts, int[] outputs, int a, int b) {
        long before = counts.count(a, outputs[a]) + counts.count(b, outputs[b]);
        long after = counts.count(a, outputs[b]) + counts.count(b, outputs[a]);
        if (after <= before) {
            return false;
        }
        int output = outputs[a];
        outputs[a] = outputs[b];
        outputs[b] = output;
        return true;
    }

    /** Applies a sign test to the rows that exactly one of both orders predicts correctly. */
    private static boolean fitsBetter(ConfusionMatrix counts, int[] outputs) {
        long gained = 0;
        long lost = 0;
        for (int label = 0; label < outputs.length; label++) {
            if (outputs[label] != label) {
                gained += counts.count(label, outputs[label]);
                lost += counts.count(label, label);
            }
        }
        return gained - lost > CERTAINTY * Math.sqrt((double) (gained + lost));
    }

    private static double right(ConfusionMatrix counts, int[] outputs) {
        long right = 0;
        for (int label = 0; label < outputs.length; label++) {
            right += counts.count(label, outputs[label]);
        }
        return (double) right / counts.rows();
    }

    /** Returns the class of each output. */
    int[] classes() {
        int[] classes = new int[outputs.length];
        for (int label = 0; label < classes.length; label++) {
            classes[outputs[label]] = label;
        }
        return classes;
    }
}
