package io.sparkdistill.jobs.train;

import io.sparkdistill.network.Example;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.XXH64;

/**
 * The encoded examples of one partition, end to end in a few arrays: millions of small objects would cost more in headers
 * and garbage collection than the words themselves. All of its examples have the same parts.
 */
final class Shard implements Serializable {
    /** The hash of an example's key, which decides its place in every epoch. */
    static final String HASH = "hash";

    private final long[] hashes;
    private final int[] labels;
    private final IntRows words;
    private final IntRows pairWords;
    private final FloatRows features;
    private final FloatRows targets;
    private final IntRows targetClasses;
    private final FloatRows hidden;
    // The order of the epoch that is running: its rounds read it one after the other.
    private transient int epochInOrder;
    private transient int[] order;

    private Shard(List<Example> examples, long[] hashes) {
        this.hashes = hashes;
        this.labels = examples.stream().mapToInt(Example::label).toArray();
        this.words = IntRows.of(examples, Example::words);
        this.pairWords = IntRows.of(examples, Example::pairWords);
        this.features = FloatRows.of(examples, Example::features);
        this.targets = FloatRows.of(examples, Example::target);
        this.targetClasses = IntRows.of(examples, Example::targetClasses);
        this.hidden = FloatRows.of(examples, Example::hidden);
    }

    /** Takes in rows of {@link Encoding#SCHEMA} and {@link #HASH}. */
    static Iterator<Shard> of(Iterator<Row> rows) {
        List<Example> examples = new ArrayList<>();
        List<Long> hashes = new ArrayList<>();
        rows.forEachRemaining(row -> {
            examples.add(Encoding.example(row));
            hashes.add(row.getLong(row.fieldIndex(HASH)));
        });
        return List.of(new Shard(
                        examples, hashes.stream().mapToLong(Long::longValue).toArray()))
                .iterator();
    }

    int size() {
        return hashes.length;
    }

    /**
     * The examples of an epoch in the order of {@link TrainingData#order}.
     *
     * @param first the place, from 0, at which to begin
     */
    Iterator<Example> examples(long seed, int epoch, long first) {
        int[] places = order(seed, epoch);
        int start = (int) Math.min(first, places.length);
        return IntStream.range(start, places.length)
                .mapToObj(place -> example(places[place]))
                .iterator();
    }

    private synchronized int[] order(long seed, int epoch) {
        if (order == null || epochInOrder != epoch) {
            long[] keys = Arrays.stream(hashes)
                    .map(hash -> XXH64.hashInt(epoch, XXH64.hashLong(seed, hash)))
                    .toArray();
            order = IntStream.range(0, keys.length)
                    .boxed()
                    .sorted(Comparator.comparingLong(place -> keys[place]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            epochInOrder = epoch;
        }
        return order;
    }

    private Example example(int place) {
        return new Example(
                words.row(place),
                pairWords.row(place),
                features.row(place),
                labels[place],
                targets.row(place),
                targetClasses.row(place),
                hidden.row(place));
    }

    /** Rows of any length; no values where the examples do not have this part. */
    @SuppressWarnings("ArrayRecordComponent")
    private record IntRows(int[] values, int[] ends) implements Serializable {
        static IntRows of(List<Example> examples, Function<Example, int[]> part) {
            if (examples.isEmpty() || part.apply(examples.get(0)) == null) {
                return new IntRows(null, null);
            }
            int[] ends = endsOf(examples, example -> part.apply(example).length);
            return new IntRows(
                    examples.stream().map(part).flatMapToInt(Arrays::stream).toArray(), ends);
        }

        int[] row(int place) {
            return values == null ? null : Arrays.copyOfRange(values, place == 0 ? 0 : ends[place - 1], ends[place]);
        }
    }

    /** Rows of any length; no values where the examples do not have this part. */
    @SuppressWarnings("ArrayRecordComponent")
    private record FloatRows(float[] values, int[] ends) implements Serializable {
        static FloatRows of(List<Example> examples, Function<Example, float[]> part) {
            if (examples.isEmpty() || part.apply(examples.get(0)) == null) {
                return new FloatRows(null, null);
            }
            int[] ends = endsOf(examples, example -> part.apply(example).length);
            float[] values = new float[ends[ends.length - 1]];
            for (int place = 0; place < examples.size(); place++) {
                float[] row = part.apply(examples.get(place));
                System.arraycopy(row, 0, values, ends[place] - row.length, row.length);
            }
            return new FloatRows(values, ends);
        }

        float[] row(int place) {
            return values == null ? null : Arrays.copyOfRange(values, place == 0 ? 0 : ends[place - 1], ends[place]);
        }
    }

    private static int[] endsOf(List<Example> examples, ToIntFunction<Example> length) {
        int[] ends = examples.stream().mapToInt(length).toArray();
        Arrays.parallelPrefix(ends, Math::addExact);
        return ends;
    }
}
