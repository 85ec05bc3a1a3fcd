package io.sparkdistill.table;

import java.util.Locale;

/** Where an example of the transfer set comes from. */
public enum Origin {
    LABELED,
    UNLABELED,
    AUGMENTED;

    /** The value in {@link TransferSet#ORIGIN}. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
