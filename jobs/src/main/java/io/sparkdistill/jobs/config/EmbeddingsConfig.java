package io.sparkdistill.jobs.config;

import java.util.Optional;

/**
 * Where the word vectors of a student start. Words without a vector start at random.
 *
 * @param file of vectors, if that is the source
 * @param size of a vector
 * @param window words to each side that word2vec predicts
 * @param iterations of word2vec over the transfer set
 * @param partitions that word2vec trains in parallel and averages; the vectors depend on their number
 */
public record EmbeddingsConfig(
        Source source, Optional<String> file, int size, int window, int iterations, int partitions) {
    /** Where vectors come from. */
    public enum Source {
        RANDOM,
        /** A text file: GloVe, word2vec or fastText. */
        FILE,
        /** Trained on the transfer set, by MLlib's skip-gram (Mikolov et al. 2013). */
        WORD2VEC
    }
}
