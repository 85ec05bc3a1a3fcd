package io.sparkdistill.tensor;

import java.util.Arrays;

/**
 * Holds the words of a batch as plain arrays, with padding at the end of shorter rows.
 *
 * @param words the words of each row, at least one
 */
@SuppressWarnings("ArrayRecordComponent")
record PaddedSequences(int[][] words) {
    int rows() {
        return words.length;
    }

    int length(int row) {
        return words[row].length;
    }

    /** Returns the length of the longest row. */
    int steps() {
        return Arrays.stream(words).mapToInt(row -> row.length).max().orElseThrow();
    }

    boolean hasPadding() {
        int steps = steps();
        return Arrays.stream(words).anyMatch(row -> row.length < steps);
    }

    PaddedSequences reversed() {
        return new PaddedSequences(
                Arrays.stream(words).map(PaddedSequences::reversed).toArray(int[][]::new));
    }

    private static int[] reversed(int[] row) {
        int[] reversed = new int[row.length];
        for (int step = 0; step < row.length; step++) {
            reversed[step] = row[row.length - 1 - step];
        }
        return reversed;
    }

    /** Returns the words, {@code (rows, steps)}. */
    long[] padded() {
        int steps = steps();
        long[] padded = new long[rows() * steps];
        for (int row = 0; row < rows(); row++) {
            for (int step = 0; step < steps; step++) {
                padded[row * steps + step] = wordAt(row, step);
            }
        }
        return padded;
    }

    private int wordAt(int row, int step) {
        return step < length(row) ? words[row][step] : Sequences.PADDING;
    }

    /**
     * Returns the indices that reverse each row, {@code (rows, steps)}: those of the reversed steps among all {@code
     * rows·steps} steps. Padding stays at the end.
     */
    long[] reversedIndices() {
        int steps = steps();
        long[] indices = new long[rows() * steps];
        for (int row = 0; row < rows(); row++) {
            for (int step = 0; step < steps; step++) {
                int mirror = step < length(row) ? length(row) - 1 - step : step;
                indices[row * steps + step] = (long) row * steps + mirror;
            }
        }
        return indices;
    }

    /** Returns the index of the last word of each row among all {@code rows·steps} steps. */
    long[] lastIndices() {
        int steps = steps();
        long[] indices = new long[rows()];
        for (int row = 0; row < rows(); row++) {
            indices[row] = (long) row * steps + length(row) - 1;
        }
        return indices;
    }

    /**
     * Returns a mask with 1 at words and 0 at padding, {@code (rows, first + steps)}.
     *
     * @param first number of additional ones before the first word of each row
     */
    float[] mask(int first) {
        int steps = first + steps();
        float[] mask = new float[rows() * steps];
        for (int row = 0; row < rows(); row++) {
            Arrays.fill(mask, row * steps, row * steps + first + length(row), 1);
        }
        return mask;
    }
}
