package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.text.Vocabulary;

/**
 * Filters of one width over words, asked and no longer trained. What a word adds to a filter at each of the filter's
 * places is known of every word, so a convolution is no product of matrices any more, only sums of what is known.
 *
 * @param known {@code (width, vocabulary, filters)}: see {@link #ofEveryWord}
 */
record AskedFilters(NDArray known) {
    /**
     * What every word adds to every filter, for each place of a filter. Padding adds nothing, but at the first place, where
     * it makes the sum the least of all: what begins with padding sees no word.
     *
     * @param weight {@code (filters, inputs, width)}
     * @param vectors {@code (vocabulary, inputs)}
     */
    static NDArray ofEveryWord(NDArray weight, NDArray vectors) {
        NDArray known = vectors.matMul(weight.transpose(2, 1, 0));
        known.set(new NDIndex().addAllDim().addIndices(Vocabulary.PADDING), 0);
        known.set(new NDIndex().addIndices(0, Vocabulary.PADDING), Double.NEGATIVE_INFINITY);
        return known;
    }

    /**
     * The greatest sum of every filter over the places where it sees a word, without its bias.
     *
     * @param words {@code (steps, rows)}: their ids, padded at the end with {@link Vocabulary#PADDING}
     * @return {@code (rows, filters)}, in the manager of the words
     */
    NDArray greatest(NDArray words) {
        try (NDManager now = words.getManager().newSubManager()) {
            NDArray sums = sums(now, words);
            NDArray greatest = sums.get(0);
            for (long step = 1; step < sums.getShape().get(0); step++) {
                greatest = greatest.maximum(sums.get(step));
            }
            greatest.attach(words.getManager());
            return greatest;
        }
    }

    /** {@code (steps + width − 1, rows, filters)}: the first is of the filters whose last place sees the first word. */
    private NDArray sums(NDManager now, NDArray words) {
        long width = known.getShape().get(0);
        long steps = words.getShape().get(0);
        NDArray sums = now.zeros(new Shape(
                steps + width - 1, words.getShape().get(1), known.getShape().get(2)));
        for (long place = 0; place < width; place++) {
            // What is cut out of the model's own table would stay with the model.
            NDArray ofPlace = known.get(place);
            ofPlace.attach(now);
            NDArray given = Layers.rows(ofPlace, words);
            given.attach(now);
            long first = width - 1 - place;
            sums.get(new NDIndex().addSliceDim(first, first + steps)).addi(given);
        }
        return sums;
    }
}
