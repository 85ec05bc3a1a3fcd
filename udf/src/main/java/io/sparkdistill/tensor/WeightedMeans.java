package io.sparkdistill.tensor;

/**
 * Computes weighted means of looked-up vectors in inference mode. A text has few of them, so that sums over arrays of Java
 * are faster than tensors of all vectors.
 *
 * @param tables vectors of all words, {@code (words, width)} each, row-major; the vector of a word has the rows of all
 *     tables
 * @param scores one number per word
 */
@SuppressWarnings("ArrayRecordComponent")
record WeightedMeans(float[][] tables, float[] scores) {
    private int width(int table) {
        return tables[table].length / scores.length;
    }

    /** Returns the memory in bytes. */
    long bytes() {
        long values = scores.length;
        for (float[] table : tables) {
            values += table.length;
        }
        return Float.BYTES * values;
    }

    /** Computes the mean of each row, weighted by the softmax of the scores of its words: {@code (rows, width)}. */
    float[][] of(int[][] rows) {
        int width = 0;
        for (int table = 0; table < tables.length; table++) {
            width += width(table);
        }
        float[][] means = new float[rows.length][width];
        for (int row = 0; row < rows.length; row++) {
            float[] weights = softmax(rows[row]);
            int first = 0;
            for (int table = 0; table < tables.length; table++) {
                add(tables[table], width(table), rows[row], weights, means[row], first);
                first += width(table);
            }
        }
        return means;
    }

    private float[] softmax(int[] words) {
        float maximum = Float.NEGATIVE_INFINITY;
        for (int word : words) {
            maximum = Math.max(maximum, scores[word]);
        }
        float[] weights = new float[words.length];
        float sum = 0;
        for (int i = 0; i < words.length; i++) {
            weights[i] = (float) Math.exp(scores[words[i]] - maximum);
            sum += weights[i];
        }
        for (int i = 0; i < words.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private static void add(float[] table, int width, int[] words, float[] weights, float[] sum, int first) {
        int i = 0;
        for (; i + 4 <= words.length; i += 4) {
            addFour(table, width, words, weights, i, sum, first);
        }
        for (; i < words.length; i++) {
            int start = words[i] * width;
            float weight = weights[i];
            for (int column = 0; column < width; column++) {
                sum[first + column] += weight * table[start + column];
            }
        }
    }

    /** Adds the vectors of four words at once: few vectors are in a cache, and those of four are fetched together. */
    private static void addFour(float[] table, int width, int[] words, float[] weights, int i, float[] sum, int first) {
        int a = words[i] * width;
        int b = words[i + 1] * width;
        int c = words[i + 2] * width;
        int d = words[i + 3] * width;
        float ofA = weights[i];
        float ofB = weights[i + 1];
        float ofC = weights[i + 2];
        float ofD = weights[i + 3];
        for (int column = 0; column < width; column++) {
            sum[first + column] += ofA * table[a + column]
                    + ofB * table[b + column]
                    + ofC * table[c + column]
                    + ofD * table[d + column];
        }
    }
}
