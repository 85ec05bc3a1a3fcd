package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.text.Vocabulary;
import java.util.Arrays;
import java.util.List;

/**
 * One sentence of every row of a batch, padded at its end to the longest. A sentence without words is read as one
 * unknown word.
 *
 * @param words {@code (rows, steps)}: places in {@link Inputs#words()}
 * @param reversed {@code (rows, steps)}: where, among the {@code rows·steps} words, step {@code t} of a row read
 *     backwards stands; padding stays at the end
 * @param last {@code (rows)}: where, among the {@code rows·steps} words, the last word of each row stands
 * @param mask {@code (rows, steps, 1)}: 1 at words and 0 at padding
 * @param lengths words of each row
 */
record Sentences(NDArray words, NDArray reversed, NDArray last, NDArray mask, int[] lengths) {
    private static final int[] NO_WORDS = {Vocabulary.UNKNOWN};

    /**
     * Lays out a batch.
     *
     * @param rows word ids of each row
     * @param distinct the distinct ids of the batch, ascending
     */
    static Sentences of(NDManager manager, List<int[]> rows, int[] distinct) {
        int steps = rows.stream().mapToInt(row -> row.length).max().orElseThrow();
        Layout layout = new Layout(rows.size(), steps);
        int padding = Arrays.binarySearch(distinct, Vocabulary.PADDING);
        for (int row = 0; row < rows.size(); row++) {
            int[] words = rows.get(row);
            for (int step = 0; step < steps; step++) {
                boolean word = step < words.length;
                layout.put(
                        row,
                        step,
                        word ? Arrays.binarySearch(distinct, words[step]) : padding,
                        word ? words.length - 1 - step : step);
            }
            layout.end(row, words.length);
        }
        return layout.arrays(manager);
    }

    /** The words of the longest row. */
    int steps() {
        return (int) words.getShape().get(1);
    }

    /** Whether any row is shorter than the longest. */
    boolean hasPadding() {
        return Arrays.stream(lengths).anyMatch(length -> length < steps());
    }

    /**
     * Lowers outputs at padding and leaves those at words as they are: {@code (rows, steps, n)}.
     *
     * @param by how much
     */
    NDArray lowerPadding(NDArray outputs, double by) {
        return hasPadding() ? outputs.add(mask.sub(1).mul(by)) : outputs;
    }

    /** The words as a network reads them. */
    static int[] readable(int[] words) {
        return words.length == 0 ? NO_WORDS : words;
    }

    private static final class Layout {
        private final int rows;
        private final int steps;
        private final long[] words;
        private final long[] reversed;
        private final long[] last;
        private final float[] mask;
        private final int[] lengths;

        Layout(int rows, int steps) {
            this.rows = rows;
            this.steps = steps;
            this.words = new long[rows * steps];
            this.reversed = new long[rows * steps];
            this.last = new long[rows];
            this.mask = new float[rows * steps];
            this.lengths = new int[rows];
        }

        void put(int row, int step, int word, int mirror) {
            words[row * steps + step] = word;
            reversed[row * steps + step] = (long) row * steps + mirror;
        }

        void end(int row, int length) {
            last[row] = (long) row * steps + length - 1;
            Arrays.fill(mask, row * steps, row * steps + length, 1);
            lengths[row] = length;
        }

        Sentences arrays(NDManager manager) {
            Shape shape = new Shape(rows, steps);
            return new Sentences(
                    manager.create(words, shape),
                    manager.create(reversed, shape),
                    manager.create(last),
                    manager.create(mask, new Shape(rows, steps, 1)),
                    lengths);
        }
    }
}
