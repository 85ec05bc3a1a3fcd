package io.sparkdistill.jobs.train.examples;

import io.sparkdistill.network.Example;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.spark.api.java.JavaRDD;

/**
 * Streams the examples of an epoch to this process, one chunk after the other. The next chunk is fetched while one is
 * read, so two chunks are in memory at the same time.
 */
final class ShardStream implements Iterator<Example> {
    private final JavaRDD<Shard> shards;
    private final Shuffle shuffle;
    private final int[] order;
    private int fetched;
    private CompletableFuture<Shard> next;
    private Iterator<Example> examples = Collections.emptyIterator();

    /**
     * Starts to fetch the first chunk.
     *
     * @param shards persisted, one chunk per partition
     */
    ShardStream(JavaRDD<Shard> shards, Shuffle shuffle) {
        this.shards = shards;
        this.shuffle = shuffle;
        this.order = shuffle.chunkOrder();
        this.next = fetch();
    }

    @Override
    public boolean hasNext() {
        while (!examples.hasNext() && next != null) {
            Shard shard = arrived();
            next = fetch();
            examples = shard.examples(shuffle.seed(), shuffle.epoch(), 0);
        }
        return examples.hasNext();
    }

    @Override
    public Example next() {
        if (!hasNext()) {
            throw new NoSuchElementException("Cannot give another example: the epoch is over");
        }
        return examples.next();
    }

    private CompletableFuture<Shard> fetch() {
        if (fetched == order.length) {
            return null;
        }
        int chunk = order[fetched++];
        // A new thread inherits the description of Spark's UI; a thread of a pool would keep an old one.
        return CompletableFuture.supplyAsync(
                () -> shards.collectPartitions(new int[] {chunk})[0].get(0), ShardStream::start);
    }

    private Shard arrived() {
        try {
            return next.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "Cannot read the examples: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "shard-stream");
        thread.setDaemon(true);
        thread.start();
    }
}
