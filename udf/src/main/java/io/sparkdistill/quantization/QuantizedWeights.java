package io.sparkdistill.quantization;

/**
 * Stores weights as whole numbers from -127 to 127, with one scale per channel: {@code weight = scale · number}. The
 * largest weight of a channel becomes 127 or -127.
 *
 * @param numbers in the order of the weights
 * @param scales one per channel, above 0
 */
record QuantizedWeights(byte[] numbers, float[] scales) {
    private static final int LARGEST = 127;

    /**
     * Quantizes a stack of matrices.
     *
     * @param weights row-major: {@code (matrices, rows, columns)}
     * @param rows number of rows of a matrix
     * @param columns number of columns of a matrix
     * @return the numbers in the same order; the channels are the columns of each matrix
     */
    static QuantizedWeights byColumn(float[] weights, int rows, int columns) {
        int matrices = weights.length / (rows * columns);
        float[] scales = new float[matrices * columns];
        for (int i = 0; i < weights.length; i++) {
            int channel = channel(i, rows, columns);
            scales[channel] = Math.max(scales[channel], Math.abs(weights[i]));
        }
        for (int channel = 0; channel < scales.length; channel++) {
            scales[channel] = scales[channel] == 0 ? 1 : scales[channel] / LARGEST;
        }
        byte[] numbers = new byte[weights.length];
        for (int i = 0; i < weights.length; i++) {
            numbers[i] = (byte) Math.round(weights[i] / scales[channel(i, rows, columns)]);
        }
        return new QuantizedWeights(numbers, scales);
    }

    private static int channel(int i, int rows, int columns) {
        return i / (rows * columns) * columns + i % columns;
    }

    /** Quantizes a matrix whose channels are its rows. */
    static QuantizedWeights byRow(float[] weights, int columns) {
        QuantizedWeights transposed =
                byColumn(transposed(weights, weights.length / columns, columns), columns, weights.length / columns);
        byte[] numbers = new byte[weights.length];
        int rows = weights.length / columns;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                numbers[row * columns + column] = transposed.numbers[column * rows + row];
            }
        }
        return new QuantizedWeights(numbers, transposed.scales);
    }

    /** Transposes each matrix of a stack: {@code (matrices, rows, columns)} to {@code (matrices, columns, rows)}. */
    static float[] transposed(float[] weights, int rows, int columns) {
        float[] transposed = new float[weights.length];
        int matrix = rows * columns;
        for (int start = 0; start < weights.length; start += matrix) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    transposed[start + column * rows + row] = weights[start + row * columns + column];
                }
            }
        }
        return transposed;
    }
}
