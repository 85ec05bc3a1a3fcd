package io.sparkdistill.distill;

/**
 * What a model says, read off its logits or its probabilities: one value a class, in class order. No class at all and NaN
 * are an {@link InvalidInputException}.
 */
public final class Predictions {
    private Predictions() {}

    /** Index of the largest value; the lowest index among equals. */
    public static int predictedClass(double[] values) {
        Check.numbers(values, "predict a class");
        return indexOfLargest(values);
    }

    /** {@link #predictedClass(double[])} of stored values. */
    public static int predictedClass(float[] values) {
        return predictedClass(Vectors.widen(values));
    }

    /**
     * How far the largest probability leads the second, from 0 (a tie) to 1; the probability itself where there is only
     * one class. Probabilities outside 0..1 are an {@link InvalidInputException}.
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
     * Indices of the {@code count} largest values, the largest first; the lowest index first among equals.
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

    /** Puts an index at its place before {@code end}, behind its equals; the index at {@code end} drops out. */
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
