package io.sparkdistill.jobs.config;

import java.util.Optional;

/**
 * These settings decide the initial word vectors of a student. Words without a vector start with random numbers.
 *
 * @param file of vectors; present for {@link Source#FILE} only
 * @param size numbers per vector
 * @param window words on each side that word2vec predicts
 * @param iterations of word2vec over the transfer set
 * @param partitions that word2vec trains in parallel and averages; the vectors depend on this number
 * @param teacher model that the vectors are made from; present for {@link Source#TEACHER} only
 */
public record EmbeddingsConfig(
        Source source,
        Optional<String> file,
        int size,
        int window,
        int iterations,
        int partitions,
        Optional<TeacherVectorsConfig> teacher) {
    /** Lists the sources of the initial word vectors. */
    public enum Source {
        /** All vectors start with random numbers. */
        RANDOM,
        /** The vectors are in a text file of GloVe, word2vec or fastText. */
        FILE,
        /** The vectors are trained on the transfer set by MLlib's skip-gram (Mikolov et al. 2013). */
        WORD2VEC,
        /** The vectors are those of a teacher or another language model, reduced to the student's size. */
        TEACHER
    }
}
