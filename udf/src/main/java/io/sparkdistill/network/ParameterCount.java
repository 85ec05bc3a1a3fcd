package io.sparkdistill.network;

/**
 * Counts the parameter values of a network.
 *
 * @param embeddings values of the embedding tables
 * @param others values of all other parameters
 */
public record ParameterCount(long embeddings, long others) {
    /** Returns the sum. */
    public long total() {
        return embeddings + others;
    }
}
