package io.sparkdistill.distill;

/** Several teachers as one. */
public final class Ensemble {
    private Ensemble() {}

    /**
     * The weighted mean {@code Σ_k w_k v_k / Σ_k w_k} of what the teachers said, be it logits or probabilities.
     *
     * @param values {@code v}: one array of the same length a teacher
     * @param weights {@code w}: one positive weight a teacher
     */
    public static float[] mean(float[][] values, double[] weights) {
        if (values.length != weights.length || values.length == 0) {
            throw new IllegalArgumentException(
                    "Cannot combine teachers: there are %d but %d weights".formatted(values.length, weights.length));
        }
        double[] sums = new double[values[0].length];
        double total = 0;
        for (int teacher = 0; teacher < values.length; teacher++) {
            total += weights[teacher];
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weights[teacher] * values[teacher][i];
            }
        }
        float[] mean = new float[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sums[i] / total);
        }
        return mean;
    }
}
