package io.sparkdistill.distill;

/** How sure a distribution is, and how far two lie apart. */
public final class Divergence {
    private Divergence() {}

    /**
     * Shannon entropy {@code H(p) = −Σ_i p_i ln p_i}, in nats, from 0 to {@code ln(classes)}; {@code 0 · ln 0} is 0.
     *
     * @param probabilities {@code p}, summing to 1
     */
    public static double entropy(float[] probabilities) {
        double entropy = 0;
        for (float probability : probabilities) {
            entropy -= probability == 0 ? 0 : probability * Math.log(probability);
        }
        return entropy;
    }
}
