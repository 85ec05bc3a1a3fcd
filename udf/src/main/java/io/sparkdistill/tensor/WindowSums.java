package io.sparkdistill.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Computes a convolution over word vectors in inference mode. A table holds the products of all word vectors with each
 * step of the filters, so the value of a filter at a window is a sum of looked-up values, without a matrix product. The sums
 * are computed in arrays of Java, row by row: their values stay in the processor's caches.
 *
 * @param table {@code (words, width·filters)}: see {@link #project}
 * @param width width of the filters in words
 */
record WindowSums(DjlOps ops, NDArray table, int width) {
    /**
     * Computes the table: for each word, the products of its vector with each step of all filters.
     *
     * @param vectors {@code (words, inputs)}
     * @param weight {@code (filters, inputs, width)}
     */
    static NDArray project(DjlOps ops, NDArray vectors, NDArray weight) {
        Shape shape = weight.getShape();
        NDArray steps = ops.attach(weight.transpose(1, 2, 0)).reshape(shape.get(1), shape.get(2) * shape.get(0));
        return ops.attach(vectors.matMul(steps));
    }

    /**
     * Computes the maximum of each filter over the windows that contain a word, {@code (rows, filters)}, without a
     * bias. Words beyond the ends of a row add 0.
     */
    NDArray max(PaddedSequences rows) {
        int products = (int) table.getShape().get(1);
        FloatBuffer values = table.toByteBuffer(true).asFloatBuffer();
        float[] ofRow = new float[rows.steps() * products];
        float[][] max = new float[rows.rows()][products / width];
        for (int row = 0; row < max.length; row++) {
            int[] words = rows.words()[row];
            for (int step = 0; step < words.length; step++) {
                values.get(words[step] * products, ofRow, step * products, products);
            }
            max(ofRow, words.length, max[row]);
        }
        return ops.matrix(max);
    }

    private void max(float[] products, int words, float[] max) {
        float[] sum = new float[max.length];
        Arrays.fill(max, Float.NEGATIVE_INFINITY);
        for (int first = 1 - width; first < words; first++) {
            Arrays.fill(sum, 0);
            int end = Math.min(width, words - first);
            for (int step = Math.max(0, -first); step < end; step++) {
                add(sum, products, ((first + step) * width + step) * sum.length);
            }
            for (int filter = 0; filter < sum.length; filter++) {
                max[filter] = Math.max(max[filter], sum[filter]);
            }
        }
    }

    private static void add(float[] sum, float[] values, int from) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[from + i];
        }
    }
}
