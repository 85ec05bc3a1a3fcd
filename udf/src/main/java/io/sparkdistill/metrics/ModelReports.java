package io.sparkdistill.metrics;

import io.sparkdistill.inference.ModelMonitor;
import io.sparkdistill.model.BatchCost;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects the cost of models and reports it to the driver at intervals: one message per batch would be too many. */
final class ModelReports implements ModelMonitor.Listener {
    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final Consumer<Report> recipient;
    private List<BatchCost> batches = new ArrayList<>();
    private List<Long> loads = new ArrayList<>();
    private long sent = System.nanoTime();

    /** A report holds the cost of models since the last report. */
    record Report(List<BatchCost> batches, List<Long> loads) implements Serializable {
        void replay(ModelMonitor.Listener listener) {
            batches.forEach(listener::batchCompleted);
            loads.forEach(listener::modelLoaded);
        }
    }

    ModelReports(Consumer<Report> recipient) {
        this.recipient = recipient;
    }

    @Override
    public synchronized void batchCompleted(BatchCost batch) {
        batches.add(batch);
        if (System.nanoTime() - sent > INTERVAL_NANOS) {
            send();
        }
    }

    @Override
    public synchronized void modelLoaded(long nanos) {
        loads.add(nanos);
    }

    /** Sends a report if there is any cost. */
    synchronized void send() {
        if (!batches.isEmpty() || !loads.isEmpty()) {
            recipient.accept(new Report(batches, loads));
            batches = new ArrayList<>();
            loads = new ArrayList<>();
        }
        sent = System.nanoTime();
    }
}
