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
public final class ModelHolder {
    /** Guards the counts of all models too. */
    private static final Map<Key, HeldModel> HELD = new HashMap<>();

    private static boolean isUnloadingPlanned;

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
     * The model on a device, loaded if it is not loaded in this JVM.
     *
     * @throws UncheckedIOException if it cannot be loaded
     */
    public static Lease lease(ModelSpec spec, ModelFiles files, Device device) {
        ModelSettings settings = ModelSettings.current();
        HeldModel held;
        synchronized (HELD) {
            held = HELD.computeIfAbsent(new Key(spec.fingerprint(), device), none -> new HeldModel());
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
        HeldModel held = new HeldModel();
        held.borrow();
        held.retire();
        return lend(held, spec, files, device);
    }

    private static Lease lend(HeldModel held, ModelSpec spec, ModelFiles files, Device device) {
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

    private static void giveBack(HeldModel held) {
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
    private static List<HeldModel> unused(ModelSettings settings) {
        int excess = HELD.size() - settings.maxLoaded();
        List<HeldModel> unused = new ArrayList<>();
        idle().stream()
                .sorted(Comparator.comparingLong(HeldModel::idleNanos).reversed())
                .filter(held -> unused.size() < excess || held.idleNanos() >= idleLimit(settings))
                .forEachOrdered(unused::add);
        return unused;
    }

    private static List<HeldModel> idle() {
        return HELD.values().stream().filter(held -> !held.isOnLoan()).toList();
    }

    private static long idleLimit(ModelSettings settings) {
        return TimeUnit.MINUTES.toNanos(settings.idleMinutes());
    }

    /** Looks for idle models again when the first of them will have been idle for long enough. */
    private static void planUnloading(ModelSettings settings) {
        synchronized (HELD) {
            OptionalLong longest =
                    idle().stream().mapToLong(HeldModel::idleNanos).max();
            if (isUnloadingPlanned || longest.isEmpty()) {
                return;
            }
            isUnloadingPlanned = true;
            CompletableFuture.delayedExecutor(idleLimit(settings) - longest.getAsLong(), TimeUnit.NANOSECONDS)
                    .execute(ModelHolder::unloadAsPlanned);
        }
    }

    private static void unloadAsPlanned() {
        synchronized (HELD) {
            isUnloadingPlanned = false;
        }
        unloadUnused(ModelSettings.current());
    }

    private static void retire(Supplier<List<HeldModel>> choice) {
        List<HeldModel> retired;
        synchronized (HELD) {
            retired = choice.get();
            HELD.values().removeAll(retired);
            retired.forEach(HeldModel::retire);
        }
        retired.forEach(ModelHolder::closeIfDone);
    }

    private static void closeIfDone(HeldModel held) {
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
        private final HeldModel held;
        private final LogitsModel<?> model;
        private boolean closed;

        OneLease(HeldModel held, LogitsModel<?> model) {
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
