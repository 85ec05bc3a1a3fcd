package io.sparkdistill.tensor;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The words of a batch in the order in which a recurrent layer reads them, the first words of all rows, then the second ones:
 * PyTorch's {@code PackedSequence}. The rows are sorted, the shortest first, so each step reads the rows from a start on.
 */
final class PackedRows {
    private final PaddedRows rows;
    private final int[] order;

    PackedRows(PaddedRows rows) {
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

    /** Gives the words, step by step, without padding. */
    long[] words() {
        long[] words = new long[IntStream.range(0, count()).map(rows::length).sum()];
        int next = 0;
        int start = 0;
        for (int step = 0; start < count(); step++) {
            for (int place = start; place < count(); place++) {
                words[next++] = rows.words()[order[place]][step];
            }
            start = end(start, step);
        }
        return words;
    }

    /** Gives the end of those rows, from a start on, that have no word after a step. */
    int end(int start, int step) {
        int end = start;
        while (end < count() && rows.length(order[end]) == step + 1) {
            end++;
        }
        return end;
    }

    /** Gives the place of every row of the batch in the sorted order. */
    long[] places() {
        long[] places = new long[count()];
        for (int place = 0; place < count(); place++) {
            places[order[place]] = place;
        }
        return places;
    }
}
