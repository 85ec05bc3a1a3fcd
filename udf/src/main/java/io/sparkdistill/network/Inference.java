package io.sparkdistill.network;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Computes logits in batches of like length.
 *
 * @param passes lays out a batch
 */
record Inference(TrainableModel model, BiFunction<NDManager, List<Example>, Pass> passes) {
    // Wide enough for a CPU's matrix products, narrow enough for its memory with texts of any length.
    private static final int MAXIMUM_ROWS = 256;
    private static final int MAXIMUM_WORDS = 16_384;

    float[][] logits(List<Example> examples) {
        float[][] logits = new float[examples.size()][];
        int[] order = IntStream.range(0, examples.size())
                .boxed()
                .sorted(Comparator.comparingInt(place -> examples.get(place).length()))
                .mapToInt(Integer::intValue)
                .toArray();
        int start = 0;
        while (start < order.length) {
            int end = end(examples, order, start);
            compute(examples, Arrays.copyOfRange(order, start, end), logits);
            start = end;
        }
        return logits;
    }

    // Lengths rise, so a batch's last example decides what each of its rows costs.
    private static int end(List<Example> examples, int[] order, int start) {
        int end = start + 1;
        while (end < order.length && end - start < MAXIMUM_ROWS) {
            long words = (end + 1L - start) * examples.get(order[end]).length();
            if (words > MAXIMUM_WORDS) {
                break;
            }
            end++;
        }
        return end;
    }

    private void compute(List<Example> examples, int[] places, float[][] logits) {
        List<Example> batch = Arrays.stream(places).mapToObj(examples::get).toList();
        float[] values = GradientMode.off(() -> compute(batch));
        int classes = model.classes();
        for (int row = 0; row < places.length; row++) {
            logits[places[row]] = Arrays.copyOfRange(values, row * classes, (row + 1) * classes);
        }
    }

    private float[] compute(List<Example> batch) {
        try (NDManager manager = model.newManager()) {
            return passes.apply(manager, batch).logits().apply(Dropout.none()).toFloatArray();
        }
    }
}
