package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sparkdistill.network.Example;
import java.util.List;

/**
 * The classes of a batch that no target lists, as one class a row.
 *
 * @param mass {@code (rows, 1)}: what the teacher gives to them together
 * @param shield {@code (rows, classes)}: 0 for them, {@link #HIDDEN} for the listed classes
 */
record RemainingMass(NDArray mass, NDArray shield) {
    /** Added to a logarithm, it leaves nothing of the probability, and is still finite. */
    private static final float HIDDEN = -1e30f;

    /** The rest of the rows; null where no row has any. */
    static RemainingMass of(NDManager manager, List<Example> batch, int classes) {
        float[] mass = new float[batch.size()];
        float[] shield = new float[batch.size() * classes];
        boolean any = false;
        for (int row = 0; row < mass.length; row++) {
            int[] listed = batch.get(row).targetClasses();
            if (listed != null) {
                mass[row] = batch.get(row).target()[listed.length];
                any |= mass[row] > 0;
                for (int index : listed) {
                    shield[row * classes + index] = HIDDEN;
                }
            }
        }
        return any
                ? new RemainingMass(
                        manager.create(mass, new Shape(mass.length, 1)),
                        manager.create(shield, new Shape(mass.length, classes)))
                : null;
    }

    /**
     * {@code Σ_i r_i · log(r_i / s_i)}, where {@code s_i} is what the student gives to all classes that row {@code i} does
     * not list.
     *
     * @param student {@code (rows, classes)}: logarithms of its probabilities
     */
    NDArray divergence(NDArray student) {
        NDArray others = student.add(shield);
        NDArray largest = others.max(new int[] {1}, true);
        NDArray log = others.sub(largest).exp().sum(new int[] {1}, true).log().add(largest);
        return mass.xlogy(mass).sub(mass.mul(log)).sum();
    }
}
