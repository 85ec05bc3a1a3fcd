package io.sparkdistill.teacher;

import java.util.List;

/** Times a model. */
public final class Stopwatch {
    private static final int WARM_UP_ROWS = 64;

    private Stopwatch() {}

    /**
     * How long a model takes for some inputs, from text to logits, on the calling thread, after a warm-up.
     *
     * @return seconds
     */
    public static <T extends Tokens> double seconds(LogitsModel<T> model, List<ModelInput> inputs, BatchLimits limits) {
        try (WindowedLabeler<T> labeler = new WindowedLabeler<>(model, limits, (rows, tokens) -> {})) {
            labeler.label(inputs.subList(0, Math.min(WARM_UP_ROWS, inputs.size())));
            long start = System.nanoTime();
            labeler.label(inputs);
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
