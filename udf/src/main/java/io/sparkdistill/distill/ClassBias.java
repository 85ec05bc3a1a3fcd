package io.sparkdistill.distill;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the bias of one class's logit that makes most predictions correct on labeled examples. A student that has
 * never seen a class learns its appearance from soft targets, but not its frequency; the bias corrects for that.
 *
 * <p>Source: Hinton, Vinyals, Dean (2015), "Distilling the Knowledge in a Neural Network", section 3.
 */
public final class ClassBias {
    private static final String OPERATION = "choose a bias";

    private ClassBias() {}

    /**
     * A choice holds the bias above which one example is predicted as the class, and whether that is a gain.
     *
     * @param lead largest logit of another class less the logit of the class: a larger bias makes the class the
     *     prediction
     * @param gain 1 if the prediction then becomes correct, -1 if it becomes wrong, else 0
     */
    public record Choice(double lead, int gain) implements Serializable {}

    /**
     * Computes from which bias on an example is predicted as the class.
     *
     * @param logits one logit per class, at least two classes; logarithms of probabilities work too
     * @param label the true class
     * @param biased the class whose bias is chosen
     */
    public static Choice choice(double[] logits, int label, int biased) {
        Check.that(logits.length >= 2, OPERATION, "there must be at least 2 classes", logits.length);
        Check.classIndex(label, logits.length, OPERATION, "label");
        Check.classIndex(biased, logits.length, OPERATION, "class");
        int rival = biased == 0 ? 1 : 0;
        for (int i = 0; i < logits.length; i++) {
            if (i != biased && logits[i] > logits[rival]) {
                rival = i;
            }
        }
        int gain = label == biased ? 1 : label == rival ? -1 : 0;
        return new Choice(logits[rival] - logits[biased], gain);
    }

    /**
     * Returns the middle of the range of biases in which most predictions are correct. It is 0 if 0 lies in such a
     * range; of several equally good ranges the one nearest to 0 is taken. In a range without an end, the bias lies 1
     * beyond its beginning.
     */
    public static double best(List<Choice> choices) {
        List<Choice> byLead = choices.stream()
                .sorted(Comparator.comparingDouble(Choice::lead))
                .toList();
        double best = 0;
        long right = right(byLead, 0);
        long gained = 0;
        for (int i = 0; i <= byLead.size(); i++) {
            double bias = between(byLead, i);
            boolean isRange = i == 0
                    || i == byLead.size()
                    || byLead.get(i - 1).lead() < byLead.get(i).lead();
            boolean isNearer = gained == right && best != 0 && Math.abs(bias) < Math.abs(best);
            if (isRange && (gained > right || isNearer)) {
                right = gained;
                best = bias;
            }
            gained += i < byLead.size() ? byLead.get(i).gain() : 0;
        }
        return best;
    }

    /** Counts the correct predictions, less those with a bias that never predicts the class. */
    private static long right(List<Choice> choices, double bias) {
        return choices.stream()
                .filter(choice -> choice.lead() < bias)
                .mapToInt(Choice::gain)
                .sum();
    }

    /** Returns a bias above the first {@code index} leads and below the others. */
    private static double between(List<Choice> byLead, int index) {
        if (byLead.isEmpty()) {
            return 0;
        }
        if (index == 0) {
            return byLead.get(0).lead() - 1;
        }
        double below = byLead.get(index - 1).lead();
        return index == byLead.size() ? below + 1 : (below + byLead.get(index).lead()) / 2;
    }
}
