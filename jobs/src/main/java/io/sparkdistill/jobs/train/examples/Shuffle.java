package io.sparkdistill.jobs.train.examples;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * The random order of an epoch. Hashes of their keys deal the examples out to chunks, once for all epochs; an epoch
 * takes the chunks in a random order, and the examples of each in a random order. So whoever reads chunk after chunk
 * needs the memory of one, and whoever holds all of them can take the same order.
 *
 * @param epoch from 1
 * @param chunks at least 1
 */
record Shuffle(long seed, int epoch, int chunks) {
    // Of Spark's own hash partitioning, which then puts one chunk in one partition.
    private static final int PARTITIONING_SEED = 42;

    /** All chunks, in the order of this epoch. */
    int[] chunkOrder() {
        return sorted(chunks, Comparator.comparingLong((Integer chunk) -> key(chunk)));
    }

    /** The places of examples with these hashes, in the order of this epoch. */
    int[] order(long[] hashes) {
        int[] ranks = ranks();
        int[] rankAt = new int[hashes.length];
        long[] keyAt = new long[hashes.length];
        for (int place = 0; place < hashes.length; place++) {
            rankAt[place] = ranks[chunk(hashes[place])];
            keyAt[place] = key(hashes[place]);
        }
        return sorted(
                hashes.length,
                Comparator.<Integer>comparingInt(place -> rankAt[place]).thenComparingLong(place -> keyAt[place]));
    }

    /** The chunk of an example. */
    int chunk(long hash) {
        return Math.floorMod(Murmur3_x86_32.hashLong(hash, PARTITIONING_SEED), chunks);
    }

    private int[] ranks() {
        int[] order = chunkOrder();
        int[] ranks = new int[chunks];
        for (int rank = 0; rank < chunks; rank++) {
            ranks[order[rank]] = rank;
        }
        return ranks;
    }

    private long key(long value) {
        return XXH64.hashInt(epoch, XXH64.hashLong(seed, value));
    }

    private static int[] sorted(int count, Comparator<Integer> order) {
        return IntStream.range(0, count)
                .boxed()
                .sorted(order)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
