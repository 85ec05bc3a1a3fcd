package io.sparkdistill.inference;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.batching.TokenizerThreads;
import io.sparkdistill.batching.WindowedLabeler;
import io.sparkdistill.model.BatchCost;
import io.sparkdistill.model.ModelInput;
import java.util.List;
import java.util.function.Consumer;

/** Measures the speed of a model. */
public final class Stopwatch {
    private static final int WARM_UP_ROWS = 64;
    private static final long WARM_UP_NANOS = 1_000_000_000L;
    private static final int FIRST_ROWS = 256;
    private static final long ENOUGH_NANOS = 2_000_000_000L;

    private Stopwatch() {}

    /**
     * Measures the speed of a model on the calling thread, after a warm-up. A slow model gets a few inputs, a fast one
     * all of them, several times.
     */
    public static Measurement measure(ModelCache.Lease lease, List<ModelInput> inputs, BatchLimits limits) {
        TotalCost cost = new TotalCost();
        try (WindowedLabeler<?> labeler = new WindowedLabeler<>(
                lease.model(), limits, limits.budget(lease.budget()), TokenizerThreads.TASK, cost)) {
            label(labeler, inputs, WARM_UP_ROWS, WARM_UP_ROWS, WARM_UP_NANOS);
            cost.total = BatchCost.NONE;
            long nanos = label(labeler, inputs, FIRST_ROWS, limits.windowRows(), ENOUGH_NANOS);
            int sampled = (int) Math.min(inputs.size(), cost.total.rows());
            return new Measurement(cost.total, nanos / 1e9, sampled);
        }
    }

    /** Measures the speed of a model on the calling thread, with each input once. */
    public static Measurement measureOnce(ModelCache.Lease lease, List<ModelInput> inputs, BatchLimits limits) {
        TotalCost cost = new TotalCost();
        try (WindowedLabeler<?> labeler = new WindowedLabeler<>(
                lease.model(), limits, limits.budget(lease.budget()), TokenizerThreads.TASK, cost)) {
            long start = System.nanoTime();
            int rows = labeler.prepare(inputs).get().size();
            return new Measurement(cost.total, (System.nanoTime() - start) / 1e9, rows);
        }
    }

    /**
     * Labels windows until enough time has passed. Each window is four times as large as the one before, up to a limit.
     * Either a part of the inputs is labeled, or all of them equally often.
     *
     * @return the time taken, in nanoseconds
     */
    private static long label(
            WindowedLabeler<?> labeler, List<ModelInput> inputs, int first, int most, long enoughNanos) {
        long start = System.nanoTime();
        int rows = Math.min(first, most);
        int from = 0;
        boolean again = false;
        while (System.nanoTime() - start < enoughNanos || (again && from > 0)) {
            List<ModelInput> window = inputs.subList(from, Math.min(from + rows, inputs.size()));
            from += labeler.prepare(window).get().size();
            if (from == inputs.size()) {
                from = 0;
                again = true;
            }
            rows = Math.min(4 * rows, most);
        }
        return System.nanoTime() - start;
    }

    private static final class TotalCost implements Consumer<BatchCost> {
        private BatchCost total = BatchCost.NONE;

        @Override
        public void accept(BatchCost batch) {
            total = total.plus(batch);
        }
    }
}
