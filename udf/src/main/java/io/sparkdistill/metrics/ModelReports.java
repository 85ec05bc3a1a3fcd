package io.sparkdistill.metrics;

import io.sparkdistill.inference.ModelMonitor;
import io.sparkdistill.model.BatchCost;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gathers what models cost, to be reported to the driver now and then: a message a batch would be too many. */
final class ModelReports implements ModelMonitor.Listener {
    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final Consumer<Report> recipient;
    private List<BatchCost> batches = new ArrayList<>();
    private List<Long> loads = new ArrayList<>();
    private long sent = System.nanoTime();

    /** What happened since the last report. */
    record Report(List<BatchCost> batches, List<Long> loads) implements Serializable {
        void tell(ModelMonitor.Listener listener) {
            batches.forEach(listener::answered);
            loads.forEach(listener::loaded);
        }
    }

    ModelReports(Consumer<Report> recipient) {
        this.recipient = recipient;
    }

    @Override
    public synchronized void answered(BatchCost batch) {
        batches.add(batch);
        if (System.nanoTime() - sent > INTERVAL_NANOS) {
            send();
        }
    }

    @Override
    public synchronized void loaded(long nanos) {
        loads.add(nanos);
    }

    /** Reports what there is. */
    synchronized void send() {
        if (!batches.isEmpty() || !loads.isEmpty()) {
            recipient.accept(new Report(batches, loads));
            batches = new ArrayList<>();
            loads = new ArrayList<>();
        }
        sent = System.nanoTime();
    }
}
