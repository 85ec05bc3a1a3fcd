package io.sparkdistill.augment;

/** Selects the sentences of a pair that a copy augments. */
public enum PairSide {
    FIRST,
    SECOND,
    BOTH;

    private static final PairSide[] TURNS = values();

    /**
     * Returns the side of a copy: copy 0 augments the first sentence, 1 the second, 2 both, 3 the first again, and so
     * on.
     */
    public static PairSide ofCopy(int copy) {
        return TURNS[copy % TURNS.length];
    }

    boolean variesFirst() {
        return this != SECOND;
    }

    boolean variesSecond() {
        return this != FIRST;
    }
}
