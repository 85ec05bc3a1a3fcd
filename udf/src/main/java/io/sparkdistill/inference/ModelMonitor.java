package io.sparkdistill.inference;

import io.sparkdistill.model.BatchCost;
import java.util.ArrayList;
import java.util.List;

/** Where the models of this JVM say what they cost. Nobody listens unless a plugin of Spark does. */
public final class ModelMonitor {
    /** A listener that does nothing. */
    public static final Listener NO_LISTENER = new Listener() {
        @Override
        public void answered(BatchCost batch) {
            // Nobody listens.
        }

        @Override
        public void loaded(long nanos) {
            // Nobody listens.
        }
    };

    /** Loading times that nobody was told of yet: a local Spark's driver loads models before it starts a plugin. */
    private static final List<Long> LOADS = new ArrayList<>();

    private static final int MOST_LOADS = 1_000;

    private static volatile Listener listener = NO_LISTENER;

    private ModelMonitor() {}

    /** Is told by the threads of all tasks. */
    public interface Listener {
        /** A batch was answered by a task. */
        void answered(BatchCost batch);

        /** A model was loaded, in so many nanoseconds. */
        void loaded(long nanos);
    }

    /** Tells one listener from now on, in place of any other, beginning with the loads that nobody was told of. */
    public static void setListener(Listener next) {
        synchronized (LOADS) {
            LOADS.forEach(next::loaded);
            LOADS.clear();
            listener = next;
        }
    }

    /** Tells nobody any more, if this is the listener. */
    public static void removeListener(Listener last) {
        synchronized (LOADS) {
            if (listener == last) {
                listener = NO_LISTENER;
            }
        }
    }

    static void answered(BatchCost batch) {
        listener.answered(batch);
    }

    static void loaded(long nanos) {
        synchronized (LOADS) {
            if (listener != NO_LISTENER) {
                listener.loaded(nanos);
            } else if (LOADS.size() < MOST_LOADS) {
                LOADS.add(nanos);
            }
        }
    }
}
