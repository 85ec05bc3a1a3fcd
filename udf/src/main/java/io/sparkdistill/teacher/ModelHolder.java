package io.sparkdistill.teacher;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of this JVM: each is loaded once per device and lent to all tasks. A model stays loaded between tasks; at
 * shutdown it is closed once the last task has given it back, so that none is closed under a running batch.
 */
public final class ModelHolder {
    private static final Logger LOG = LoggerFactory.getLogger(ModelHolder.class);
    private static final Map<Key, Holding> HOLDINGS = new HashMap<>();

    private record Key(String fingerprint, Device device) {}

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ModelHolder::closeAll, "close-models"));
    }

    private ModelHolder() {}

    /** A model on loan; closing gives it back. */
    public interface Lease extends AutoCloseable {
        LogitsModel<?> model();

        /** Finds how many tokens a batch should hold; all that borrow the model share it. */
        TokenBudget budget();

        @Override
        void close();
    }

    /**
     * The model on a device, loaded if this is its first use in this JVM.
     *
     * @throws UncheckedIOException if it cannot be loaded
     */
    public static Lease lease(ModelSpec spec, ModelFiles files, Device device) {
        Key key = new Key(spec.fingerprint(), device);
        Holding holding;
        synchronized (HOLDINGS) {
            holding = HOLDINGS.computeIfAbsent(key, none -> new Holding());
            holding.leases++;
        }
        boolean lent = false;
        try {
            Lease lease = holding.lend(spec, files, device);
            lent = true;
            return lease;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            if (!lent) {
                holding.giveBack();
            }
        }
    }

    /** Closes all models: those on loan when they are given back, the others now. */
    public static void closeAll() {
        List<Holding> all;
        synchronized (HOLDINGS) {
            all = new ArrayList<>(HOLDINGS.values());
            HOLDINGS.clear();
            all.forEach(holding -> holding.retired = true);
        }
        all.forEach(Holding::closeIfUnused);
    }

    /** A model and how many use it. The counts are guarded by {@link #HOLDINGS}, the model by the holding. */
    private static final class Holding {
        private final TokenBudget budget = TokenBudget.measured();
        private LogitsModel<?> model;
        private int leases;
        private boolean retired;

        synchronized Lease lend(ModelSpec spec, ModelFiles files, Device device) throws IOException {
            if (model == null) {
                long start = System.nanoTime();
                model = spec.load(files, device);
                long nanos = System.nanoTime() - start;
                LOG.info("Loaded {} on {} in {} ms", spec.name(), device, nanos / 1_000_000);
                ModelMonitor.loaded(nanos);
            }
            return new OneLease(this, model);
        }

        void giveBack() {
            synchronized (HOLDINGS) {
                leases--;
            }
            closeIfUnused();
        }

        void closeIfUnused() {
            synchronized (HOLDINGS) {
                if (!retired || leases > 0) {
                    return;
                }
            }
            synchronized (this) {
                if (model != null) {
                    model.close();
                    model = null;
                }
            }
        }
    }

    /** Gives back once, however often it is closed. */
    private static final class OneLease implements Lease {
        private final Holding holding;
        private final LogitsModel<?> model;
        private boolean closed;

        OneLease(Holding holding, LogitsModel<?> model) {
            this.holding = holding;
            this.model = model;
        }

        @Override
        public LogitsModel<?> model() {
            return model;
        }

        @Override
        public TokenBudget budget() {
            return holding.budget;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                holding.giveBack();
            }
        }
    }
}
