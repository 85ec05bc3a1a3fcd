package io.sparkdistill.jobs.config;

import io.sparkdistill.loss.FeatureLoss;
import io.sparkdistill.loss.RelationLoss;
import io.sparkdistill.loss.RelationLoss.Relation;
import io.sparkdistill.loss.WeightedLoss.Term;
import java.util.List;

/**
 * These settings decide how the loss compares the hidden states of student and teacher.
 *
 * @param featureWeight weight of the distance between the teacher's states and the student's projected ones; 0 for none
 * @param featureLoss measure of this distance
 * @param distanceWeight weight of the distances within a batch; 0 for none
 * @param angleWeight weight of the angles within a batch; 0 for none
 */
public record HiddenLossConfig(
        double featureWeight, FeatureLoss.Distance featureLoss, double distanceWeight, double angleWeight) {
    static final HiddenLossConfig NONE = new HiddenLossConfig(0, FeatureLoss.Distance.MSE, 0, 0);

    /** Whether training needs the teacher's hidden states. */
    public boolean isUsed() {
        return featureWeight + distanceWeight + angleWeight > 0;
    }

    /**
     * Returns the terms of the loss, each with its weight.
     *
     * @param width of the teacher's hidden states
     */
    List<Term> terms(int width) {
        return List.of(
                new Term(new FeatureLoss(featureLoss, width), featureWeight),
                new Term(new RelationLoss(Relation.DISTANCE), distanceWeight),
                new Term(new RelationLoss(Relation.ANGLE), angleWeight));
    }
}
