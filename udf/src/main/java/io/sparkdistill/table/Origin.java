package io.sparkdistill.table;

import java.util.Locale;

/** The origin of an example of the transfer set. */
public enum Origin {
    LABELED,
    UNLABELED,
    AUGMENTED;

    /** Returns the value in the column {@link TransferSet#ORIGIN}. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
