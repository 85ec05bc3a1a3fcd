package io.sparkdistill.inference;

import ai.djl.Device;
import io.sparkdistill.batching.TokenBudget;
import io.sparkdistill.model.LogitsModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The models of this JVM: each is loaded once per device and lent to all tasks. A model stays loaded between tasks, for as
 * long and among as many as {@link ModelSettings} say. What is on loan is closed only once it is given back, so that no
 * model is closed under a running batch.
 */
public final class ModelCache {
    /** Guards the counts of all models too. */
    private static final Map<Key, CachedModel> HELD = new HashMap<>();

    private static boolean isUnloadingPlanned;

    private record Key(String fingerprint, Device device) {}

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ModelCache::closeAll, "close-models"));
    }

    private ModelCache() {}

    /** A model on loan; closing gives it back. */
    public interface Lease extends AutoCloseable {
        LogitsModel<?> model();

        /** Finds how many tokens a batch should hold; all that borrow the model share it. */
        TokenBudget budget();

        @Override
        void close();
    }

    /**
     * The model on a device, loaded if it is not loaded in this JVM.
     *
     * @throws UncheckedIOException if it cannot be loaded
     */
    public static Lease lease(ModelSpec spec, ModelFiles files, Device device) {
        ModelSettings settings = ModelSettings.current();
        CachedModel held;
        synchronized (HELD) {
            held = HELD.computeIfAbsent(new Key(spec.fingerprint(), device), none -> new CachedModel());
            held.borrow();
        }
        unloadUnused(settings);
        return lend(held, spec, files, device);
    }

    /**
     * A model that is loaded for the caller alone, whatever else is loaded; closing the lease unloads it.
     *
     * @throws UncheckedIOException if it cannot be loaded
     */
    static Lease trial(ModelSpec spec, ModelFiles files, Device device) {
        CachedModel held = new CachedModel();
        held.borrow();
        held.retire();
        return lend(held, spec, files, device);
    }

    private static Lease lend(CachedModel held, ModelSpec spec, ModelFiles files, Device device) {
        boolean lent = false;
        try {
            Lease lease = new OneLease(held, held.load(spec, files, device));
            lent = true;
            return lease;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            if (!lent) {
                giveBack(held);
            }
        }
    }

    private static void giveBack(CachedModel held) {
        synchronized (HELD) {
            held.giveBack();
        }
        closeIfDone(held);
        unloadUnused(ModelSettings.current());
    }

    /** Closes all models: those on loan when they are given back, the others now. */
    public static void closeAll() {
        retire(() -> List.copyOf(HELD.values()));
    }

    /** Closes a model on all devices, as {@link #closeAll} does. It is loaded again for whoever asks later. */
    static void close(String fingerprint) {
        retire(() -> HELD.entrySet().stream()
                .filter(entry -> entry.getKey().fingerprint().equals(fingerprint))
                .map(Map.Entry::getValue)
                .toList());
    }

    private static void unloadUnused(ModelSettings settings) {
        retire(() -> unused(settings));
        planUnloading(settings);
    }

    /** What was idle for too long, and what is too much, the longest idle first. */
    private static List<CachedModel> unused(ModelSettings settings) {
        int excess = HELD.size() - settings.maxLoaded();
        List<CachedModel> unused = new ArrayList<>();
        idle().stream()
                .sorted(Comparator.comparingLong(CachedModel::idleNanos).reversed())
                .filter(held -> unused.size() < excess || held.idleNanos() >= idleLimit(settings))
                .forEachOrdered(unused::add);
        return unused;
    }

    private static List<CachedModel> idle() {
        return HELD.values().stream().filter(held -> !held.isOnLoan()).toList();
    }

    private static long idleLimit(ModelSettings settings) {
        return TimeUnit.MINUTES.toNanos(settings.idleMinutes());
    }

    /** Looks for idle models again when the first of them will have been idle for long enough. */
    private static void planUnloading(ModelSettings settings) {
        synchronized (HELD) {
            OptionalLong longest =
                    idle().stream().mapToLong(CachedModel::idleNanos).max();
            if (isUnloadingPlanned || longest.isEmpty()) {
                return;
            }
            isUnloadingPlanned = true;
            CompletableFuture.delayedExecutor(idleLimit(settings) - longest.getAsLong(), TimeUnit.NANOSECONDS)
                    .execute(ModelCache::unloadAsPlanned);
        }
    }

    private static void unloadAsPlanned() {
        synchronized (HELD) {
            isUnloadingPlanned = false;
        }
        unloadUnused(ModelSettings.current());
    }

    private static void retire(Supplier<List<CachedModel>> choice) {
        List<CachedModel> retired;
        synchronized (HELD) {
            retired = choice.get();
            HELD.values().removeAll(retired);
            retired.forEach(CachedModel::retire);
        }
        retired.forEach(ModelCache::closeIfDone);
    }

    private static void closeIfDone(CachedModel held) {
        boolean done;
        synchronized (HELD) {
            done = held.isDone();
        }
        if (done) {
            held.close();
        }
    }

    /** Gives back once, however often it is closed. */
    private static final class OneLease implements Lease {
        private final CachedModel held;
        private final LogitsModel<?> model;
        private boolean closed;

        OneLease(CachedModel held, LogitsModel<?> model) {
            this.held = held;
            this.model = model;
        }

        @Override
        public LogitsModel<?> model() {
            return model;
        }

        @Override
        public TokenBudget budget() {
            return held.budget();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                giveBack(held);
            }
        }
    }
}
