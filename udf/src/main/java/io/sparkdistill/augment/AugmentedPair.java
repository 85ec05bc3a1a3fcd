package io.sparkdistill.augment;

import java.io.Serializable;
import java.util.List;

/**
 * A copy of a pair of sentences.
 *
 * @param side which of them went through the augmentations
 */
public record AugmentedPair(AugmentedSentence first, AugmentedSentence second, PairSide side) implements Serializable {
    /** The sentences that went through the augmentations: one or two. */
    public List<AugmentedSentence> varied() {
        return switch (side) {
            case FIRST -> List.of(first);
            case SECOND -> List.of(second);
            case BOTH -> List.of(first, second);
        };
    }
}
