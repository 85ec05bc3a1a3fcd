package io.sparkdistill.distill;

/**
 * Several teachers as one, by weighted means over the teachers.
 *
 * <p>Members are rows, one value a class; weights are one positive number a member and need not sum to 1. Members of
 * unequal length, and other than one weight a member, are each an {@link InvalidInputException}.
 *
 * @see <a href="https://arxiv.org/abs/1503.02531">Hinton, Vinyals, Dean 2015, section 5: arithmetic or geometric mean</a>
 */
public final class Ensemble {
    private Ensemble() {}

    /**
     * {@code sum_k w_k v_k / sum_k w_k}, class by class. Of logits, it is the geometric mean of the teachers' predictions
     * up to scale; of probabilities, the arithmetic mean.
     */
    public static float[] mean(float[][] members, double[] weights) {
        return Vectors.narrow(weightedMean(members, weights).value());
    }

    /** The mean of the members' soft targets at one temperature: the arithmetic mean of their predictions. */
    public static float[] meanSoftTargets(float[][] logits, double[] weights, double temperature) {
        float[][] softTargets = new float[logits.length][];
        for (int i = 0; i < logits.length; i++) {
            softTargets[i] = Softmax.softTargets(logits[i], temperature);
        }
        return mean(softTargets, weights);
    }

    private static WeightedMean weightedMean(float[][] members, double[] weights) {
        Check.that(members.length > 0, "average an ensemble", "a member is needed, members", 0);
        Check.that(
                members.length == weights.length,
                "average an ensemble",
                "one weight a member is needed",
                weights.length + " weights for " + members.length + " members");
        WeightedMean mean = new WeightedMean();
        for (int i = 0; i < members.length; i++) {
            mean.add(Vectors.widen(members[i]), weights[i]);
        }
        return mean;
    }
}
