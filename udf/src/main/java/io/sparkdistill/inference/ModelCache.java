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
 * Caches the loaded models of this JVM. Each model is loaded once per device and leased to all tasks. A model stays
 * loaded between tasks within the limits of {@link ModelSettings}. A leased model is closed only after its release, so
 * no model is closed during a batch.
 */
public final class ModelCache {
    /** The cached models; the map also guards the counts of all models. */
    private static final Map<Key, CachedModel> CACHED = new HashMap<>();

    private static boolean isEvictionScheduled;

    private record Key(String fingerprint, Object access, Device device) {}

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ModelCache::closeAll, "close-models"));
    }

    private ModelCache() {}

    /** A lease gives access to a loaded model; closing the lease releases the model. */
    public interface Lease extends AutoCloseable {
        LogitsModel<?> model();

        /** Returns the token budget of batches, which all leases of the model share. */
        TokenBudget budget();

        @Override
        void close();
    }

    /**
     * Leases the model on a device, loading it if this JVM has not loaded it.
     *
     * @throws UncheckedIOException if the model cannot be loaded
     */
    public static Lease lease(ModelSpec spec, ModelFiles files, Device device) {
        ModelSettings settings = ModelSettings.current();
        CachedModel cached;
        synchronized (CACHED) {
            Key key = new Key(spec.fingerprint(), spec.access(), device);
            cached = CACHED.computeIfAbsent(key, absent -> new CachedModel());
            cached.acquire();
        }
        evictUnused(settings);
        return open(cached, spec, files, device);
    }

    /**
     * Loads a model for the caller alone, whatever else is loaded; closing the lease unloads it.
     *
     * @throws UncheckedIOException if the model cannot be loaded
     */
    static Lease trial(ModelSpec spec, ModelFiles files, Device device) {
        CachedModel cached = new CachedModel();
        cached.acquire();
        cached.evict();
        return open(cached, spec, files, device);
    }

    private static Lease open(CachedModel cached, ModelSpec spec, ModelFiles files, Device device) {
        boolean opened = false;
        try {
            Lease lease = new SingleLease(cached, cached.load(spec, files, device));
            opened = true;
            return lease;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            if (!opened) {
                release(cached);
            }
        }
    }

    private static void release(CachedModel cached) {
        synchronized (CACHED) {
            cached.release();
        }
        closeIfClosable(cached);
        evictUnused(ModelSettings.current());
    }

    /** Closes all models: leased ones at their release, the others now. */
    public static void closeAll() {
        evict(() -> List.copyOf(CACHED.values()));
    }

    /** Closes a model on all devices, as {@link #closeAll} does. A later lease loads it again. */
    static void close(String fingerprint) {
        evict(() -> CACHED.entrySet().stream()
                .filter(entry -> entry.getKey().fingerprint().equals(fingerprint))
                .map(Map.Entry::getValue)
                .toList());
    }

    private static void evictUnused(ModelSettings settings) {
        evict(() -> unused(settings));
        scheduleEviction(settings);
    }

    /**
     * Returns the models to evict: those that have been idle for too long, and, above the maximum number, those that
     * have been idle the longest.
     */
    private static List<CachedModel> unused(ModelSettings settings) {
        int excess = CACHED.size() - settings.maxLoaded();
        long now = System.nanoTime();
        List<CachedModel> unused = new ArrayList<>();
        idle().stream()
                .sorted(Comparator.comparingLong((CachedModel cached) -> cached.idleNanos(now))
                        .reversed())
                .filter(cached -> unused.size() < excess || cached.idleNanos(now) >= idleLimit(settings))
                .forEachOrdered(unused::add);
        return unused;
    }

    private static List<CachedModel> idle() {
        return CACHED.values().stream().filter(cached -> !cached.isLeased()).toList();
    }

    private static long idleLimit(ModelSettings settings) {
        return TimeUnit.MINUTES.toNanos(settings.idleMinutes());
    }

    /** Schedules the next eviction for the time when the first idle model reaches the limit. */
    private static void scheduleEviction(ModelSettings settings) {
        synchronized (CACHED) {
            long now = System.nanoTime();
            OptionalLong longest =
                    idle().stream().mapToLong(cached -> cached.idleNanos(now)).max();
            if (isEvictionScheduled || longest.isEmpty()) {
                return;
            }
            isEvictionScheduled = true;
            CompletableFuture.delayedExecutor(idleLimit(settings) - longest.getAsLong(), TimeUnit.NANOSECONDS)
                    .execute(ModelCache::evictAsScheduled);
        }
    }

    private static void evictAsScheduled() {
        synchronized (CACHED) {
            isEvictionScheduled = false;
        }
        evictUnused(ModelSettings.current());
    }

    private static void evict(Supplier<List<CachedModel>> choice) {
        List<CachedModel> evicted;
        synchronized (CACHED) {
            evicted = choice.get();
            CACHED.values().removeAll(evicted);
            evicted.forEach(CachedModel::evict);
        }
        evicted.forEach(ModelCache::closeIfClosable);
    }

    private static void closeIfClosable(CachedModel cached) {
        boolean closable;
        synchronized (CACHED) {
            closable = cached.isClosable();
        }
        if (closable) {
            cached.close();
        }
    }

    /** Releases its model once, however often the lease is closed. */
    private static final class SingleLease implements Lease {
        private final CachedModel cached;
        private final LogitsModel<?> model;
        private boolean closed;

        SingleLease(CachedModel cached, LogitsModel<?> model) {
            this.cached = cached;
            this.model = model;
        }

        @Override
        public LogitsModel<?> model() {
            return model;
        }

        @Override
        public TokenBudget budget() {
            return cached.budget();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                release(cached);
            }
        }
    }
}
