package io.sparkdistill.augment;

import java.io.Serializable;
import java.util.List;

/**
 * An augmented pair is a copy of a pair of sentences in which one or both are augmented.
 *
 * @param side which of the sentences were augmented
 */
public record AugmentedPair(AugmentedSentence first, AugmentedSentence second, PairSide side) implements Serializable {
    /** Returns the sentences that were augmented: one or two. */
    public List<AugmentedSentence> varied() {
        return switch (side) {
            case FIRST -> List.of(first);
            case SECOND -> List.of(second);
            case BOTH -> List.of(first, second);
        };
    }
}
