package io.sparkdistill.inference;

import ai.djl.Device;
import io.sparkdistill.batching.TokenBudget;
import io.sparkdistill.model.LogitsModel;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model in memory, and how many use it. Its counts are guarded by {@link ModelCache}, the model by this. */
final class CachedModel {
    private static final Logger LOG = LoggerFactory.getLogger(CachedModel.class);

    private final TokenBudget budget = TokenBudget.measured();
    private LogitsModel<?> model;
    private int leases;
    private boolean retired;
    private long lastUse = System.nanoTime();

    /** Whether somebody has borrowed it. */
    boolean isOnLoan() {
        return leases > 0;
    }

    /** Nanoseconds since it was given back last. */
    long idleNanos() {
        return System.nanoTime() - lastUse;
    }

    void borrow() {
        leases++;
    }

    void giveBack() {
        leases--;
        lastUse = System.nanoTime();
    }

    /** Nobody will borrow it any more. */
    void retire() {
        retired = true;
    }

    /** Whether it is used neither now nor later. */
    boolean isDone() {
        return retired && leases == 0;
    }

    TokenBudget budget() {
        return budget;
    }

    /** The model, loaded if this is the first call. */
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
            ModelMonitor.loaded(nanos);
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
