package io.sparkdistill.tensor;

import java.util.Arrays;

/**
 * The words of a batch as plain arrays.
 *
 * @param words of each row, one or more: the number of each word's row in a table
 */
@SuppressWarnings("ArrayRecordComponent")
record PaddedRows(int[][] words) {
    int rows() {
        return words.length;
    }

    int length(int row) {
        return words[row].length;
    }

    /** Gives the length of the longest row. */
    int steps() {
        return Arrays.stream(words).mapToInt(row -> row.length).max().orElseThrow();
    }

    boolean hasPadding() {
        int steps = steps();
        return Arrays.stream(words).anyMatch(row -> row.length < steps);
    }

    PaddedRows reversed() {
        return new PaddedRows(Arrays.stream(words).map(PaddedRows::reversed).toArray(int[][]::new));
    }

    private static int[] reversed(int[] row) {
        int[] reversed = new int[row.length];
        for (int step = 0; step < row.length; step++) {
            reversed[step] = row[row.length - 1 - step];
        }
        return reversed;
    }

    /** Gives the words, {@code (rows, steps)}. */
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

    /** Gives the words, {@code (steps, rows)}. */
    long[] paddedStepsFirst() {
        int steps = steps();
        long[] padded = new long[steps * rows()];
        for (int step = 0; step < steps; step++) {
            for (int row = 0; row < rows(); row++) {
                padded[step * rows() + row] = wordAt(row, step);
            }
        }
        return padded;
    }

    private int wordAt(int row, int step) {
        return step < length(row) ? words[row][step] : Sequences.PADDING;
    }

    /**
     * Gives, for every step of every row, {@code (rows, steps)}, where among the {@code rows·steps} places stands what the
     * row has there when it is reversed; padding stays in its place.
     */
    long[] reversedPlaces() {
        int steps = steps();
        long[] places = new long[rows() * steps];
        for (int row = 0; row < rows(); row++) {
            for (int step = 0; step < steps; step++) {
                int mirror = step < length(row) ? length(row) - 1 - step : step;
                places[row * steps + step] = (long) row * steps + mirror;
            }
        }
        return places;
    }

    /** Gives where, among the {@code rows·steps} places, the last word of each row stands. */
    long[] lastPlaces() {
        int steps = steps();
        long[] places = new long[rows()];
        for (int row = 0; row < rows(); row++) {
            places[row] = (long) row * steps + length(row) - 1;
        }
        return places;
    }

    /**
     * Gives 1 at words and 0 at padding, {@code (rows, first + steps)}.
     *
     * @param first how many ones come before the first word of every row
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
