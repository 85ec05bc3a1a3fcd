package io.sparkdistill.jobs.label;

import io.sparkdistill.distill.ConfusionMatrix;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which output of a teacher stands for which class, judged by labeled rows.
 *
 * @param outputs of each class, the output that fits it
 * @param accuracy that the teacher has in this order
 */
record ClassOrder(int[] outputs, double accuracy) {
    private static final int MOST_CLASSES = 200;
    /** Standard errors by which an order must fit better. */
    private static final double CERTAINTY = 3;

    /**
     * An order in which the teacher is right more often than chance explains; empty if there is none. Found by
     * exchanging two outputs as long as that helps, which reaches any permutation that a good teacher may have.
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

    /** A sign test on the rows that only one of both orders has right. */
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

    /** The class that each output stands for. */
    int[] classes() {
        int[] classes = new int[outputs.length];
        for (int label = 0; label < classes.length; label++) {
            classes[outputs[label]] = label;
        }
        return classes;
    }
}
