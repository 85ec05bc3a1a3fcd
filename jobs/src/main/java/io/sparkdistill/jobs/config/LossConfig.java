package io.sparkdistill.jobs.config;

import io.sparkdistill.loss.HardLabelLoss;
import io.sparkdistill.loss.JensenShannonLoss;
import io.sparkdistill.loss.LogitLoss;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.loss.ReverseKlLoss;
import io.sparkdistill.loss.SoftTargetLoss;
import io.sparkdistill.loss.WeightedLoss;
import java.util.ArrayList;
import java.util.List;

/**
 * What training makes small: {@code soft-weight · Σ weight_k · soft_k + hard-weight · hard}, and terms of hidden states.
 *
 * @param soft terms that compare the student with the teacher; all with its probabilities, or all with its logits
 * @param temperature of the soft targets, positive
 * @param softWeight weight of the soft terms; 0 needs no teacher
 * @param hardWeight weight of the cross-entropy on labeled rows
 * @param labelSmoothing of the cross-entropy, in [0, 1)
 * @param classWeights of the cross-entropy, one a class; empty for 1 each
 * @param hidden terms that compare hidden states
 */
public record LossConfig(
        List<SoftTerm> soft,
        double temperature,
        double softWeight,
        double hardWeight,
        double labelSmoothing,
        List<Double> classWeights,
        HiddenLossConfig hidden) {
    /** What a soft term compares, and how. */
    public enum SoftLoss {
        KL,
        REVERSE_KL,
        JS,
        MSE;

        private Loss at(double temperature) {
            return switch (this) {
                case KL -> new SoftTargetLoss(temperature);
                case REVERSE_KL -> new ReverseKlLoss(temperature);
                case JS -> new JensenShannonLoss(temperature);
                case MSE -> new LogitLoss();
            };
        }
    }

    /** A soft loss and its weight among the soft terms. */
    public record SoftTerm(SoftLoss loss, double weight) {}

    public LossConfig {
        soft = List.copyOf(soft);
        classWeights = List.copyOf(classWeights);
    }

    /** Whether training needs what a teacher said. */
    public boolean needsTeacher() {
        return softWeight > 0 || hidden.isUsed();
    }

    /** Whether it is the teacher's logits, not its soft targets, that the student is compared with. */
    public boolean comparesLogits() {
        return soft.stream().anyMatch(term -> term.loss() == SoftLoss.MSE);
    }

    /** Whether soft targets that list few classes, or logits, which list all, are enough. */
    public boolean fitsFewClasses() {
        return soft.stream().allMatch(term -> term.loss() == SoftLoss.KL || term.loss() == SoftLoss.MSE);
    }

    /**
     * The loss of one batch.
     *
     * @param hiddenWidth of the teacher's hidden states; any where none are compared
     */
    public Loss loss(int hiddenWidth) {
        Loss softSum = new WeightedLoss(soft.stream()
                .map(term -> new WeightedLoss.Term(term.loss().at(temperature), term.weight()))
                .toList());
        List<WeightedLoss.Term> terms = new ArrayList<>();
        terms.add(new WeightedLoss.Term(softSum, softWeight));
        terms.add(new WeightedLoss.Term(new HardLabelLoss(labelSmoothing, classWeights), hardWeight));
        if (hidden.isUsed()) {
            terms.addAll(hidden.terms(hiddenWidth));
        }
        return new WeightedLoss(terms);
    }

    /** The teacher alone. */
    LossConfig withoutLabels() {
        return new LossConfig(soft, temperature, softWeight, 0, labelSmoothing, classWeights, hidden);
    }

    /** Hard labels alone. */
    LossConfig ofBaseline(double smoothing) {
        return new LossConfig(soft, temperature, 0, 1, smoothing, classWeights, HiddenLossConfig.NONE);
    }
}
