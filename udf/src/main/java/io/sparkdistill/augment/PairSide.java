package io.sparkdistill.augment;

/** Which sentence of a pair a copy varies. */
public enum PairSide {
    FIRST,
    SECOND,
    BOTH;

    private static final PairSide[] TURNS = values();

    /** Copies take turns: copy 0 varies the first sentence, 1 the second, 2 both, 3 the first again. */
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
