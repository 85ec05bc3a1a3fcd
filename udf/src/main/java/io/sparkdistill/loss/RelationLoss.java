package io.sparkdistill.loss;

import ai.djl.ndarray.NDArray;
import io.sparkdistill.network.Outputs;
import io.sparkdistill.tensor.DjlArrays;

/**
 * How far the relations among the student's hidden states of a batch are from those among the teacher's: the mean Huber
 * loss over pairs or triples of different rows, at least 0. It needs no projection, for relations do not depend on the
 * width. A batch of too few rows gives 0. Source: Park et al. (2019), "Relational Knowledge Distillation", equations 4 to
 * 8; a mean takes the place of their sum, so that a weight means the same for batches of any size.
 *
 * @param relation what is compared
 */
public record RelationLoss(Relation relation) implements Loss {
    /** A relation between vectors. */
    public enum Relation {
        /** RKD-D: of pairs, their distance over the mean distance in the batch. */
        DISTANCE,
        /** RKD-A: of triples, the cosine of the angle at the second. Memory and time grow with the cube of the batch. */
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
