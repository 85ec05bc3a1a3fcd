package io.sparkdistill.tensor;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holds the words of a batch in the order in which a recurrent layer reads them: the first words of all rows, then the
 * second words, without padding, as in PyTorch's {@code PackedSequence}. The rows are sorted by length, the shortest
 * first, so each step reads a suffix of them.
 */
final class PackedSequences {
    private final PaddedSequences rows;
    private final int[] order;

    PackedSequences(PaddedSequences rows) {
        this.rows = rows;
        this.order = IntStream.range(0, rows.rows())
                .boxed()
                .sorted(Comparator.comparingInt(rows::length))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    int count() {
        return order.length;
    }

    /** Returns the words, step by step, without padding. */
    long[] words() {
        long[] words = new long[IntStream.range(0, count()).map(rows::length).sum()];
        int next = 0;
        int start = 0;
        for (int step = 0; start < count(); step++) {
            for (int row = start; row < count(); row++) {
                words[next++] = rows.words()[order[row]][step];
            }
            start = end(start, step);
        }
        return words;
    }

    /**
     * Returns the index after the last of the sorted rows that end at a step; the rows before {@code start} ended
     * earlier.
     */
    int end(int start, int step) {
        int end = start;
        while (end < count() && rows.length(order[end]) == step + 1) {
            end++;
        }
        return end;
    }

    /** Returns the index of each row of the batch in the sorted order. */
    long[] sortedIndices() {
        long[] indices = new long[count()];
        for (int index = 0; index < count(); index++) {
            indices[order[index]] = index;
        }
        return indices;
    }
}
