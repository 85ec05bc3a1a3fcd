package io.sparkdistill.network;

/** Number of values in a network: in its embedding tables, and in everything else. */
public record ParameterCount(long embeddings, long others) {
    public long total() {
        return embeddings + others;
    }
}
