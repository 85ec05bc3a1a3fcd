package io.sparkdistill.distill;

/**
 * Derives predictions from logits or probabilities: one value per class, in class order. An empty array and NaN are
 * each an {@link InvalidInputException}.
 */
public final class Predictions {
    private Predictions() {}

    /** Returns the index of the largest value; of several equal values the lowest index. */
    public static int predictedClass(double[] values) {
        Check.numbers(values, "predict a class");
        return indexOfLargest(values);
    }

    /** Returns {@link #predictedClass(double[])} of stored values. */
    public static int predictedClass(float[] values) {
        return predictedClass(Vectors.widen(values));
    }

    /**
     * Returns the largest probability less the second largest, from 0 (a tie) to 1. With one class it is the
     * probability itself. A probability outside 0..1 is an {@link InvalidInputException}.
     */
    public static double margin(double[] probabilities) {
        Check.probabilities(probabilities, "compute a margin");
        double first = 0;
        double second = 0;
        for (double probability : probabilities) {
            second = Math.max(second, Math.min(first, probability));
            first = Math.max(first, probability);
        }
        return first - second;
    }

    /**
     * Returns the largest logit less the second largest: the log odds of the two most probable classes, from 0 (a tie).
     * Divided by a temperature it is that of the calibrated model. With one class it is infinite.
     */
    public static double logitMargin(double[] logits) {
        Check.numbers(logits, "compute a logit margin");
        double first = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            second = Math.max(second, Math.min(first, logit));
            first = Math.max(first, logit);
        }
        return first == second ? 0 : first - second;
    }

    /**
     * Returns the indices of the {@code count} largest values, the largest value first; of equal values the lowest
     * index first.
     *
     * @param count from 1 to the number of classes
     */
    public static int[] topClasses(double[] values, int count) {
        Check.numbers(values, "find the top classes");
        if (count < 1 || count > values.length) {
            throw new InvalidInputException(
                    "find the top classes", "count must lie in 1.." + values.length + ": " + count);
        }
        int[] top = new int[count];
        int found = 0;
        for (int i = 0; i < values.length; i++) {
            if (found < count || values[i] > values[top[count - 1]]) {
                found = Math.min(found + 1, count);
                insert(values, top, found - 1, i);
            }
        }
        return top;
    }

    /** Inserts an index before {@code end}, behind equal values; the index at {@code end} is dropped. */
    private static void insert(double[] values, int[] top, int end, int index) {
        int place = end;
        while (place > 0 && values[index] > values[top[place - 1]]) {
            top[place] = top[place - 1];
            place--;
        }
        top[place] = index;
    }

    static int indexOfLargest(double[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[largest]) {
                largest = i;
            }
        }
        return largest;
    }
}
