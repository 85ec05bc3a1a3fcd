package io.sparkdistill.distill;

/**
 * Averages the outputs of several teachers with weights.
 *
 * <p>Each row of an argument holds one member's values, one per class. Each member has one positive weight; weights
 * need not sum to 1. Rows of unequal length and a wrong number of weights are each an {@link InvalidInputException}.
 *
 * @see <a href="https://arxiv.org/abs/1503.02531">Hinton, Vinyals, Dean 2015, section 5: arithmetic or geometric
 *     mean</a>
 */
public final class Ensemble {
    private Ensemble() {}

    /**
     * Returns the weighted mean {@code sum_k w_k v_k / sum_k w_k} of each class. The mean of logits is, up to scale,
     * the geometric mean of the predictions; the mean of probabilities is the arithmetic mean.
     */
    public static float[] mean(float[][] members, double[] weights) {
        return Vectors.narrow(weightedMean(members, weights).value());
    }

    /** Returns the weighted arithmetic mean of the members' soft targets at one temperature. */
    public static float[] meanSoftTargets(float[][] logits, double[] weights, double temperature) {
        float[][] softTargets = new float[logits.length][];
        for (int i = 0; i < logits.length; i++) {
            softTargets[i] = Softmax.softTargets(logits[i], temperature);
        }
        return mean(softTargets, weights);
    }

    private static WeightedMean weightedMean(float[][] members, double[] weights) {
        Check.that(members.length > 0, "average an ensemble", "at least one member is needed, members", 0);
        Check.that(
                members.length == weights.length,
                "average an ensemble",
                "each member needs one weight",
                weights.length + " weights for " + members.length + " members");
        WeightedMean mean = new WeightedMean();
        for (int i = 0; i < members.length; i++) {
            mean.add(Vectors.widen(members[i]), weights[i]);
        }
        return mean;
    }
}
