package io.sparkdistill.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.engine.GradientMode;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.tensor.Dropout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Computes logits and hidden states in batches of similar length.
 *
 * @param passes prepares the forward pass of a batch
 */
record BatchedInference(TrainableModel model, BiFunction<NDManager, List<Example>, ForwardPass> passes) {
    // So many rows that the many small operations of a recurrent layer cost little per row: a tenth less than with 256.
    private static final int MAXIMUM_ROWS = 1_024;
    // Small enough for the memory, with texts of any length.
    private static final int MAXIMUM_WORDS = 16_384;

    float[][] logits(List<Example> examples) {
        StudentModel.LogitsAndHidden results = new StudentModel.LogitsAndHidden(new float[examples.size()][], null);
        fill(results, examples);
        return results.logits();
    }

    StudentModel.LogitsAndHidden logitsAndHidden(List<Example> examples) {
        StudentModel.LogitsAndHidden results =
                new StudentModel.LogitsAndHidden(new float[examples.size()][], new float[examples.size()][]);
        fill(results, examples);
        return results;
    }

    private void fill(StudentModel.LogitsAndHidden results, List<Example> examples) {
        int[] order = IntStream.range(0, examples.size())
                .boxed()
                .sorted(Comparator.comparingInt(place -> examples.get(place).length()))
                .mapToInt(Integer::intValue)
                .toArray();
        int start = 0;
        while (start < order.length) {
            int end = end(examples, order, start);
            compute(examples, Arrays.copyOfRange(order, start, end), results);
            start = end;
        }
    }

    // Lengths increase, so the last example of a batch determines the cost of each of its rows. The remaining rows are
    // divided evenly: a small last batch would take as many steps as any other.
    private static int end(List<Example> examples, int[] order, int start) {
        int remaining = order.length - start;
        int batches = (remaining + MAXIMUM_ROWS - 1) / MAXIMUM_ROWS;
        int rows = (remaining + batches - 1) / batches;
        int end = start + 1;
        while (end < order.length && end - start < rows) {
            long words = (end + 1L - start) * examples.get(order[end]).length();
            if (words > MAXIMUM_WORDS) {
                break;
            }
            end++;
        }
        return end;
    }

    private void compute(List<Example> examples, int[] places, StudentModel.LogitsAndHidden results) {
        List<Example> batch = Arrays.stream(places).mapToObj(examples::get).toList();
        GradientMode.off(() -> {
            forward(batch, places, results);
            return null;
        });
    }

    private void forward(List<Example> batch, int[] places, StudentModel.LogitsAndHidden results) {
        try (NDManager manager = model.newManager()) {
            Outputs outputs = passes.apply(manager, batch).outputs().apply(Dropout.none());
            scatter(outputs.logits(), places, results.logits());
            if (results.hidden() != null) {
                scatter(outputs.requireHidden(), places, results.hidden());
            }
        }
    }

    private static void scatter(NDArray values, int[] places, float[][] rows) {
        float[] flat = values.toFloatArray();
        int width = flat.length / places.length;
        for (int row = 0; row < places.length; row++) {
            rows[places[row]] = Arrays.copyOfRange(flat, row * width, (row + 1) * width);
        }
    }
}
