package io.sparkdistill.training;

import io.sparkdistill.distill.Seeds;
import io.sparkdistill.network.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * Groups a stream of examples into batches of similar length, so that batches need little padding. It reads a window of
 * several batches, sorts it by length, splits it, and returns its batches in random order; memory is bounded by the
 * window. Every example occurs once; the last batch may be smaller.
 */
public final class Batches implements Iterator<List<Example>> {
    private final Iterator<Example> examples;
    private final int batchSize;
    private final int windowBatches;
    private final long seed;
    private long windows;
    private Iterator<List<Example>> window = Collections.emptyIterator();

    /**
     * Groups a stream of examples.
     *
     * @param batchSize examples per batch
     * @param windowBatches batches that are sorted together
     * @param seed seed of the order of batches
     */
    public Batches(Iterator<Example> examples, int batchSize, int windowBatches, long seed) {
        this(examples, batchSize, windowBatches, seed, 0);
    }

    /** Continues with a window, whose first example is the first of the stream. */
    Batches(Iterator<Example> examples, int batchSize, int windowBatches, long seed, long firstWindow) {
        if (batchSize < 1 || windowBatches < 1) {
            throw new IllegalArgumentException("Cannot group batches: sizes must be at least 1: batch %d, window %d"
                    .formatted(batchSize, windowBatches));
        }
        this.examples = examples;
        this.batchSize = batchSize;
        this.windowBatches = windowBatches;
        this.seed = seed;
        this.windows = firstWindow;
    }

    @Override
    public boolean hasNext() {
        return window.hasNext() || examples.hasNext();
    }

    @Override
    public List<Example> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("Cannot return another batch: all examples have been returned");
        }
        if (!window.hasNext()) {
            window = nextWindow().iterator();
        }
        return window.next();
    }

    private List<List<Example>> nextWindow() {
        List<Example> read = new ArrayList<>();
        long capacity = (long) batchSize * windowBatches;
        while (read.size() < capacity && examples.hasNext()) {
            read.add(examples.next());
        }
        Random random = new Random(Seeds.derive(seed, windows++));
        // Shuffles examples of equal length: otherwise every epoch of a sorted input would have the same batches.
        Collections.shuffle(read, random);
        read.sort(Comparator.comparingInt(Example::length));
        List<List<Example>> batches = new ArrayList<>();
        for (int start = 0; start < read.size(); start += batchSize) {
            batches.add(List.copyOf(read.subList(start, Math.min(start + batchSize, read.size()))));
        }
        Collections.shuffle(batches, random);
        return batches;
    }
}
