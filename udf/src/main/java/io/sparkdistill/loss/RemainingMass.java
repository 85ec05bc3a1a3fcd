package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.network.Example;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The remaining mass describes the classes of a batch that no sparse target lists, treated as one class per row.
 *
 * @param mass {@code (rows, 1)}: the teacher's total probability of these classes
 * @param mask {@code (rows, classes)}: 0 for these classes, {@link #MASKED} for the listed classes
 */
record RemainingMass(NDArray mass, NDArray mask) {
    /** Masks a class when added to its logarithm: the probability becomes 0, and the logarithm stays finite. */
    private static final float MASKED = -1e30f;

    /** Returns the remaining mass of the rows; null if no row has any. */
    static RemainingMass of(NDManager manager, List<Example> batch, int classes) {
        float[] mass = new float[batch.size()];
        int most = batch.stream()
                .map(Example::targetClasses)
                .filter(Objects::nonNull)
                .mapToInt(listed -> listed.length)
                .max()
                .orElse(1);
        SparseRows mask = new SparseRows(batch.size(), classes, most);
        float[] masked = new float[most];
        Arrays.fill(masked, MASKED);
        boolean any = false;
        for (int row = 0; row < mass.length; row++) {
            int[] listed = batch.get(row).targetClasses();
            if (listed != null) {
                mass[row] = batch.get(row).target()[listed.length];
                any |= mass[row] > 0;
                mask.set(row, listed, masked);
            }
        }
        return any ? new RemainingMass(manager.create(mass, new Shape(mass.length, 1)), mask.matrix(manager)) : null;
    }

    /**
     * Computes the divergence of the remaining mass, {@code Σ_i r_i · log(r_i / s_i)}, where {@code s_i} is the
     * student's total probability of the classes that row {@code i} does not list.
     *
     * @param student {@code (rows, classes)}: logarithms of the student's probabilities
     */
    NDArray divergence(NDArray student) {
        NDArray others = student.add(mask);
        NDArray largest = others.max(new int[] {1}, true);
        NDArray log = others.sub(largest).exp().sum(new int[] {1}, true).log().add(largest);
        return mass.xlogy(mass).sub(mass.mul(log)).sum();
    }
}
