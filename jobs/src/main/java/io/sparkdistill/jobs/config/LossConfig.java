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
 * Defines the loss that training minimizes: {@code soft-weight · Σ weight_k · soft_k + hard-weight · hard}, plus terms
 * of hidden states.
 *
 * @param soft terms that compare the student with the teacher; either all by probabilities or all by logits
 * @param temperature of the soft targets, positive
 * @param softWeight weight of the soft terms; 0 needs no teacher
 * @param hardWeight weight of the cross-entropy on labeled rows
 * @param labelSmoothing of the cross-entropy, in [0, 1)
 * @param classWeights of the cross-entropy, one per class; empty for 1 each
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
    /** Lists the losses that a soft term may use. */
    public enum SoftLoss {
        /** Kullback-Leibler divergence of the student from the soft targets. */
        KL,
        /** Kullback-Leibler divergence of the soft targets from the student. */
        REVERSE_KL,
        /** Jensen-Shannon divergence of student and soft targets. */
        JS,
        /** Mean squared error of the logits. */
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

    /** A soft term has a soft loss and its weight among the soft terms. */
    public record SoftTerm(SoftLoss loss, double weight) {}

    public LossConfig {
        soft = List.copyOf(soft);
        classWeights = List.copyOf(classWeights);
    }

    /** Whether training reads outputs of a teacher. */
    public boolean needsTeacher() {
        return softWeight > 0 || hidden.isUsed();
    }

    /** Whether the student is compared with the teacher's logits, not with its soft targets. */
    public boolean comparesLogits() {
        return soft.stream().anyMatch(term -> term.loss() == SoftLoss.MSE);
    }

    /** Whether the loss can be computed from sparse soft targets, which list few classes. */
    public boolean fitsFewClasses() {
        return soft.stream().allMatch(term -> term.loss() == SoftLoss.KL || term.loss() == SoftLoss.MSE);
    }

    /**
     * Returns the loss function.
     *
     * @param hiddenWidth width of the teacher's hidden states; any where the loss compares none
     */
    public Loss loss(int hiddenWidth) {
        List<WeightedLoss.Term> terms = new ArrayList<>();
        terms.add(new WeightedLoss.Term(softLoss(), softWeight));
        terms.add(new WeightedLoss.Term(new HardLabelLoss(labelSmoothing, classWeights), hardWeight));
        if (hidden.isUsed()) {
            terms.addAll(hidden.terms(hiddenWidth));
        }
        return new WeightedLoss(terms);
    }

    /** Returns the loss between student and teacher alone. */
    public Loss softLoss() {
        return new WeightedLoss(soft.stream()
                .map(term -> new WeightedLoss.Term(term.loss().at(temperature), term.weight()))
                .toList());
    }

    /** Returns this loss without the cross-entropy on labels. */
    LossConfig withoutLabels() {
        return new LossConfig(soft, temperature, softWeight, 0, labelSmoothing, classWeights, hidden);
    }

    /** Returns the cross-entropy on labels alone. */
    LossConfig ofBaseline(double smoothing) {
        return new LossConfig(soft, temperature, 0, 1, smoothing, classWeights, HiddenLossConfig.NONE);
    }
}
