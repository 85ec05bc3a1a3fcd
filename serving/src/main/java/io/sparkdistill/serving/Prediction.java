package io.sparkdistill.serving;

/**
 * A prediction describes a student's answer for one example.
 *
 * @param classIndex index of the most probable class, from 0; the lowest of several equal ones
 * @param className name of that class
 * @param probabilities one probability per class, in the order of {@link Student#classNames}; their sum is 1
 * @param logits one number per class, before the softmax
 */
public record Prediction(int classIndex, String className, float[] probabilities, float[] logits) {
    static Prediction of(float[] logits, float[] probabilities, Description description) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return new Prediction(best, description.classNames().get(best), probabilities, logits);
    }

    /** Returns the probability of the most probable class. */
    public float probability() {
        return probabilities[classIndex];
    }
}
