package io.sparkdistill.teacher;

import java.util.List;
import java.util.function.Consumer;

/** Times a model. */
public final class Stopwatch {
    private static final int WARM_UP_ROWS = 64;
    private static final int FIRST_ROWS = 256;
    private static final long ENOUGH_NANOS = 2_000_000_000L;

    private Stopwatch() {}

    /**
     * How fast a model answers on the calling thread, after a warm-up: a few inputs where it is slow, and more where it
     * is fast.
     */
    public static Measurement measure(ModelHolder.Lease lease, List<ModelInput> inputs, BatchLimits limits) {
        Tally tally = new Tally();
        try (WindowedLabeler<?> labeler =
                new WindowedLabeler<>(lease.model(), limits, limits.budget(lease.budget()), Runnable::run, tally)) {
            label(labeler, inputs, 0, WARM_UP_ROWS);
            tally.total = BatchCost.NONE;
            long start = System.nanoTime();
            int from = 0;
            for (int rows = FIRST_ROWS; from < inputs.size() && System.nanoTime() - start < ENOUGH_NANOS; rows *= 4) {
                from = label(labeler, inputs, from, Math.min(rows, limits.windowRows()));
            }
            return new Measurement(tally.total, (System.nanoTime() - start) / 1e9);
        }
    }

    private static int label(WindowedLabeler<?> labeler, List<ModelInput> inputs, int from, int rows) {
        int end = Math.min(from + rows, inputs.size());
        return from + labeler.prepare(inputs.subList(from, end)).get().size();
    }

    private static final class Tally implements Consumer<BatchCost> {
        private BatchCost total = BatchCost.NONE;

        @Override
        public void accept(BatchCost batch) {
            total = total.plus(batch);
        }
    }
}
