package io.sparkdistill.inference;

import io.sparkdistill.model.BatchCost;
import java.util.ArrayList;
import java.util.List;

/** Reports the cost of the models of this JVM to a listener, such as a plugin of Spark. */
public final class ModelMonitor {
    /** A listener that ignores all reports. */
    public static final Listener NO_LISTENER = new Listener() {
        @Override
        public void batchCompleted(BatchCost batch) {
            // This listener ignores reports.
        }

        @Override
        public void modelLoaded(long nanos) {
            // This listener ignores reports.
        }
    };

    /** Loading times before a listener was set: the driver of a local Spark loads models before it starts plugins. */
    private static final List<Long> LOADS = new ArrayList<>();

    private static final int MAX_LOADS = 1_000;

    private static volatile Listener listener = NO_LISTENER;

    private ModelMonitor() {}

    /** Receives reports; the threads of all tasks call it. */
    public interface Listener {
        /** Reports the cost of a batch. */
        void batchCompleted(BatchCost batch);

        /** Reports that a model was loaded, with the time in nanoseconds. */
        void modelLoaded(long nanos);
    }

    /** Replaces the listener, and reports earlier loads to the new one. */
    public static void setListener(Listener next) {
        synchronized (LOADS) {
            LOADS.forEach(next::modelLoaded);
            LOADS.clear();
            listener = next;
        }
    }

    /** Removes a listener if it is the current one. */
    public static void removeListener(Listener last) {
        synchronized (LOADS) {
            if (listener == last) {
                listener = NO_LISTENER;
            }
        }
    }

    static void batchCompleted(BatchCost batch) {
        listener.batchCompleted(batch);
    }

    static void modelLoaded(long nanos) {
        synchronized (LOADS) {
            if (listener != NO_LISTENER) {
                listener.modelLoaded(nanos);
            } else if (LOADS.size() < MAX_LOADS) {
                LOADS.add(nanos);
            }
        }
    }
}
