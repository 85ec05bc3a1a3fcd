package io.sparkdistill.distill;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * The bias of one class's output that makes predictions right most often, chosen on labeled examples. A student that has
 * never seen a class knows from soft targets what it looks like, but not how frequent it is: its bias is what is left to
 * set.
 *
 * <p>Source: Hinton, Vinyals, Dean (2015), "Distilling the Knowledge in a Neural Network", section 3.
 */
public final class ClassBias {
    private static final String OPERATION = "choose a bias";

    private ClassBias() {}

    /**
     * What a bias does to the prediction of one example.
     *
     * @param lead greatest other logit less the class's own: a greater bias makes the class the prediction
     * @param gain 1 if it is then right and was not before, -1 if it was right and is not then, else 0
     */
    public record Choice(double lead, int gain) implements Serializable {}

    /**
     * The choice that an example leaves.
     *
     * @param logits one a class, at least two; logarithms of probabilities will do
     * @param label the true class
     * @param biased the class whose bias is to be chosen
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
     * The best bias: the middle of the range in which most predictions are right; 0 if it is as good as any, and of
     * ranges that are equally good the one nearest to 0. Where the range has no end, one beyond its beginning.
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

    /** Right predictions more than with a bias that never predicts the class. */
    private static long right(List<Choice> choices, double bias) {
        return choices.stream()
                .filter(choice -> choice.lead() < bias)
                .mapToInt(Choice::gain)
                .sum();
    }

    /** A bias above the first {@code index} leads and below the others. */
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
