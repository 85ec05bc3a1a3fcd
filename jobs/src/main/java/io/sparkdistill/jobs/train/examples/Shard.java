package io.sparkdistill.jobs.train.examples;

import io.sparkdistill.network.Example;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;

/**
 * A shard holds the encoded examples of one partition, concatenated in one array. Millions of small objects would need
 * more memory for headers and garbage collection than for the words themselves, and Spark writes and sends one array at
 * the speed of memory.
 */
public final class Shard implements Serializable {
    private final long[] hashes;
    private final int[] ends;
    private final byte[] bytes;
    private final int chunks;
    // The order of the current epoch, which all of its rounds read.
    private transient Shuffle lastShuffle;
    private transient int[] lastOrder;

    private Shard(long[] hashes, int[] ends, byte[] bytes, int chunks) {
        this.hashes = hashes;
        this.ends = ends;
        this.bytes = bytes;
        this.chunks = chunks;
    }

    /**
     * Collects the rows of a partition, with {@link ExampleEncoder#SCHEMA}, into one shard.
     *
     * @param chunks number of chunks that all examples of the training are partitioned into
     */
    public static Iterator<Shard> of(Iterator<Row> rows, int chunks) {
        LongStream.Builder hashes = LongStream.builder();
        IntStream.Builder ends = IntStream.builder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (rows.hasNext()) {
            Row row = rows.next();
            byte[] example = ExampleEncoder.bytes(row);
            checkSize((long) bytes.size() + example.length);
            hashes.add(ExampleEncoder.hash(row));
            bytes.writeBytes(example);
            ends.add(bytes.size());
        }
        Shard shard = new Shard(hashes.build().toArray(), ends.build().toArray(), bytes.toByteArray(), chunks);
        return List.of(shard).iterator();
    }

    private static void checkSize(long bytes) {
        // The largest array is a little shorter than the largest int.
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(
                    "Cannot keep a partition: its examples need more than 2 GB; set train.partitions higher");
        }
    }

    public int size() {
        return hashes.length;
    }

    /**
     * Returns the examples of an epoch, in the order of {@link Shuffle}.
     *
     * @param first position, from 0, of the first example that is returned
     */
    public Iterator<Example> examples(long seed, int epoch, long first) {
        int[] places = order(new Shuffle(seed, epoch, chunks));
        int start = (int) Math.min(first, places.length);
        return IntStream.range(start, places.length)
                .mapToObj(place -> example(places[place]))
                .iterator();
    }

    private synchronized int[] order(Shuffle shuffle) {
        if (!shuffle.equals(lastShuffle)) {
            lastOrder = shuffle.order(hashes);
            lastShuffle = shuffle;
        }
        return lastOrder;
    }

    private Example example(int place) {
        int start = place == 0 ? 0 : ends[place - 1];
        return ExampleBytes.read(ByteBuffer.wrap(bytes, start, ends[place] - start));
    }
}
