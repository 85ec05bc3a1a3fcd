package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;

/**
 * {@code soft-weight · soft + hard-weight · hard}. A term of weight 0 is not computed and needs no targets: with a soft
 * weight of 0 this is plain training on labels.
 *
 * @param soft the loss against the teacher
 * @param softWeight at least 0
 * @param hard the loss against the labels
 * @param hardWeight at least 0; the two weights are not both 0
 */
public record WeightedLoss(Loss soft, double softWeight, Loss hard, double hardWeight) implements Loss {
    public WeightedLoss {
        if (!(softWeight >= 0 && hardWeight >= 0 && softWeight + hardWeight > 0)) {
            throw new IllegalArgumentException(
                    "Cannot weigh losses: weights are 0 or more, and not both 0: soft %s, hard %s"
                            .formatted(softWeight, hardWeight));
        }
    }

    @Override
    public NDArray mean(NDArray logits, Targets targets) {
        if (softWeight == 0) {
            return Layers.scale(hard.mean(logits, targets), hardWeight);
        }
        NDArray softTerm = Layers.scale(soft.mean(logits, targets), softWeight);
        return hardWeight == 0 ? softTerm : softTerm.add(Layers.scale(hard.mean(logits, targets), hardWeight));
    }
}
