package io.sparkdistill.jobs.train.examples;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.table.TeacherWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reduces word vectors to their first principal components, weights each and scales all of them. The rows are summed in
 * the order of their words, so that equal vectors give equal bits.
 *
 * @param size number of components
 * @param scale root mean square of the values of the result
 */
record ReducedVectors(int size, double scale) {
    /**
     * Reduces vectors.
     *
     * @param vectors with the columns {@link TeacherWords#WORD} and {@link TeacherWords#VECTOR}
     * @param weights by word, positive
     * @return vectors by word
     * @throws InputException if there are fewer than two words, or all vectors are equal
     */
    Map<String, float[]> of(Dataset<Row> vectors, Map<String, Double> weights) {
        List<Row> rows = vectors.select(TeacherWords.WORD, TeacherWords.VECTOR)
                .repartition(1)
                .sortWithinPartitions(col(TeacherWords.WORD))
                .collectAsList();
        if (rows.size() < 2) {
            throw new InputException(
                    "Cannot make word vectors from a teacher: the vocabulary needs at least 2 words: " + rows.size());
        }
        double[] mean = mean(rows);
        JavaRDD<Vector> matrix = vectors.select(TeacherWords.VECTOR)
                .repartition(1)
                .sortWithinPartitions(col(TeacherWords.VECTOR))
                .javaRDD()
                .map(row -> Vectors.dense(TeacherWords.vector(row.getAs(0))))
                .cache();
        // Column-major: one component after the other.
        double[] components;
        try {
            components =
                    new RowMatrix(matrix.rdd()).computePrincipalComponents(size).toArray();
        } finally {
            matrix.unpersist();
        }
        Map<String, float[]> reduced = new LinkedHashMap<>();
        for (Row row : rows) {
            double[] vector = TeacherWords.vector(row.getAs(1));
            reduced.put(row.getString(0), project(vector, mean, components, weights.get(row.getString(0))));
        }
        return scaled(reduced);
    }

    private static double[] mean(List<Row> rows) {
        double[] sum = TeacherWords.vector(rows.get(0).getAs(1));
        for (Row row : rows.subList(1, rows.size())) {
            double[] vector = TeacherWords.vector(row.getAs(1));
            for (int i = 0; i < sum.length; i++) {
                sum[i] += vector[i];
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= rows.size();
        }
        return sum;
    }

    private float[] project(double[] vector, double[] mean, double[] components, double weight) {
        float[] projected = new float[size];
        for (int component = 0; component < size; component++) {
            double sum = 0;
            for (int i = 0; i < vector.length; i++) {
                sum += (vector[i] - mean[i]) * components[component * vector.length + i];
            }
            projected[component] = (float) (weight * sum);
        }
        return projected;
    }

    private Map<String, float[]> scaled(Map<String, float[]> vectors) {
        double squares = 0;
        for (float[] vector : vectors.values()) {
            for (float value : vector) {
                squares += (double) value * value;
            }
        }
        double rootMeanSquare = Math.sqrt(squares / ((double) vectors.size() * size));
        if (!(rootMeanSquare > 0)) {
            throw new InputException(
                    "Cannot make word vectors from a teacher: it gives every word the same vector: name another model");
        }
        for (float[] vector : new ArrayList<>(vectors.values())) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] *= (float) (scale / rootMeanSquare);
            }
        }
        return vectors;
    }
}
