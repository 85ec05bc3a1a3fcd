package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.tensor.DjlArrays;

/**
 * Compares the relations among the student's hidden states of a batch with those among the teacher's: the mean Huber
 * loss over pairs or triples of different rows, at least 0. It needs no projection, because relations do not depend on
 * the width. A batch with too few rows has loss 0.
 *
 * <p>Source: Park et al. (2019), "Relational Knowledge Distillation", equations 4 to 8, with a mean in place of their
 * sum, so that a weight has the same effect for every batch size.
 *
 * @param relation relation that is compared
 */
public record RelationLoss(Relation relation) implements Loss {
    /** Selects the relation between vectors that the loss compares. */
    public enum Relation {
        /** RKD-D: the distance of each pair, divided by the mean distance in the batch. */
        DISTANCE,
        /**
         * RKD-A: the cosine of the angle at the second vector of each triple. Memory and time grow with the cube of the
         * batch size.
         */
        ANGLE
    }

    @Override
    public NDArray mean(Outputs student, Targets targets) {
        Relations wanted = new Relations(targets.requireHidden());
        Relations actual = new Relations(student.requireHidden());
        return switch (relation) {
            case DISTANCE -> DjlArrays.scale(
                    Relations.huber(actual.relativeDistances(), wanted.relativeDistances()),
                    1.0 / Math.max(1, actual.pairs()));
            case ANGLE -> DjlArrays.scale(
                    Relations.huber(actual.cosines(), wanted.cosines()), 1.0 / Math.max(1, actual.triples()));
        };
    }
}
