package io.sparkdistill.jobs.train;

import io.sparkdistill.network.Example;
import io.sparkdistill.network.TrainableModel;
import java.io.Serializable;
import java.util.List;

/**
 * How a student does on labelled examples that it is not fitted to.
 *
 * @param accuracy share of examples whose greatest logit is at the label; not a number without labelled examples
 * @param nll mean negative log-likelihood of the label, in nats; not a number without labelled examples
 */
public record ValidationScore(double accuracy, double nll) implements Serializable {
    /** Of nothing. */
    static final ValidationScore NONE = new ValidationScore(Double.NaN, Double.NaN);

    /** Scores a student; examples without a label are left out. */
    public static ValidationScore of(TrainableModel model, List<Example> examples) {
        List<Example> labelled = examples.stream().filter(Example::isLabelled).toList();
        return of(
                model.logits(labelled),
                labelled.stream().mapToInt(Example::label).toArray());
    }

    /** Scores logits, one row a label. */
    static ValidationScore of(float[][] logits, int[] labels) {
        int right = 0;
        double nll = 0;
        for (int row = 0; row < logits.length; row++) {
            right += greatest(logits[row]) == labels[row] ? 1 : 0;
            nll += negativeLogLikelihood(logits[row], labels[row]);
        }
        return new ValidationScore((double) right / logits.length, nll / logits.length);
    }

    /**
     * Whether this is better: more accurate or, equally accurate, of lower {@link #nll}. Where there is nothing to score
     * the later student counts as better.
     */
    boolean isBetterThan(ValidationScore earlier) {
        if (Double.isNaN(accuracy)) {
            return true;
        }
        return accuracy > earlier.accuracy || (accuracy == earlier.accuracy && nll < earlier.nll);
    }

    private static int greatest(float[] logits) {
        int greatest = 0;
        for (int i = 1; i < logits.length; i++) {
            greatest = logits[i] > logits[greatest] ? i : greatest;
        }
        return greatest;
    }

    private static double negativeLogLikelihood(float[] logits, int label) {
        double maximum = logits[greatest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - maximum);
        }
        return maximum + Math.log(sum) - logits[label];
    }
}
