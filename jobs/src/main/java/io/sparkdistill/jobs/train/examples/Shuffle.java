package io.sparkdistill.jobs.train.examples;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * A shuffle defines the random order of the examples of an epoch. The hash of its key assigns each example to a chunk,
 * which is the same in all epochs. An epoch takes the chunks in a random order, and the examples of each chunk in a
 * random order. A reader of one chunk after the other therefore has the same order as a reader that holds all examples
 * in memory.
 *
 * @param epoch number of the epoch, from 1
 * @param chunks number of chunks, at least 1
 */
record Shuffle(long seed, int epoch, int chunks) {
    // The seed of Spark's own hash partitioning, which therefore puts each chunk into one partition.
    private static final int PARTITIONING_SEED = 42;

    /** Returns the numbers of all chunks in the order of this epoch. */
    int[] chunkOrder() {
        return sorted(chunks, Comparator.comparingLong((Integer chunk) -> key(chunk)));
    }

    /** Returns the positions of the examples with these hashes, sorted in the order of this epoch. */
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

    /** Returns the chunk of the example with this hash. */
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
