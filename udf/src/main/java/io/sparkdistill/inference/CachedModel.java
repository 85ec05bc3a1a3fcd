package io.sparkdistill.inference;

import ai.djl.Device;
import io.sparkdistill.batching.TokenBudget;
import io.sparkdistill.model.LogitsModel;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a model in the cache, with the number of its leases. {@link ModelCache} guards the counts, this object guards
 * the model.
 */
final class CachedModel {
    private static final Logger LOG = LoggerFactory.getLogger(CachedModel.class);

    private final TokenBudget budget = TokenBudget.measured();
    private LogitsModel<?> model;
    private int leases;
    private boolean evicted;
    private long lastUse = System.nanoTime();

    /** Returns whether the model has an open lease. */
    boolean isLeased() {
        return leases > 0;
    }

    /**
     * Returns the time since the last release, in nanoseconds.
     *
     * @param now value of {@link System#nanoTime}, the same for all models that are compared
     */
    long idleNanos(long now) {
        return now - lastUse;
    }

    void acquire() {
        leases++;
    }

    void release() {
        leases--;
        lastUse = System.nanoTime();
    }

    /** Marks the model as evicted: no new lease will be opened. */
    void evict() {
        evicted = true;
    }

    /** Returns whether the model is evicted and has no open lease. */
    boolean isClosable() {
        return evicted && leases == 0;
    }

    TokenBudget budget() {
        return budget;
    }

    /** Returns the model, loading it at the first call. */
    synchronized LogitsModel<?> load(ModelSpec spec, ModelFiles files, Device device) throws IOException {
        if (model == null) {
            long start = System.nanoTime();
            model = spec.load(files, device);
            long nanos = System.nanoTime() - start;
            LOG.info(
                    "Loaded {} on {} in {} ms, {} MB of precomputed tables",
                    spec.name(),
                    device,
                    nanos / 1_000_000,
                    model.precomputedBytes() / 1_000_000);
            ModelMonitor.modelLoaded(nanos);
        }
        return model;
    }

    synchronized void close() {
        if (model != null) {
            model.close();
            model = null;
        }
    }
}
