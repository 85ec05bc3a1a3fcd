package io.sparkdistill.teacher;

import java.util.List;
import java.util.function.Consumer;

/** Times a model. */
public final class Stopwatch {
    private static final int WARM_UP_ROWS = 64;

    private Stopwatch() {}

    /** How fast a model answers some inputs on the calling thread, after a warm-up. */
    public static <T extends Tokens> Measurement measure(
            LogitsModel<T> model, List<ModelInput> inputs, BatchLimits limits) {
        Tally tally = new Tally();
        try (WindowedLabeler<T> labeler = new WindowedLabeler<>(model, limits, tally)) {
            labeler.label(inputs.subList(0, Math.min(WARM_UP_ROWS, inputs.size())));
            tally.total = BatchCost.NONE;
            long start = System.nanoTime();
            for (int from = 0; from < inputs.size(); from += limits.windowRows()) {
                labeler.label(inputs.subList(from, Math.min(from + limits.windowRows(), inputs.size())));
            }
            return new Measurement(tally.total, (System.nanoTime() - start) / 1e9);
        }
    }

    private static final class Tally implements Consumer<BatchCost> {
        private BatchCost total = BatchCost.NONE;

        @Override
        public void accept(BatchCost batch) {
            total = total.plus(batch);
        }
    }
}
