package io.sparkdistill.table;

import java.util.Locale;

/** Lists the origins that an example of the transfer set can have. */
public enum Origin {
    LABELED,
    UNLABELED,
    AUGMENTED;

    /** Returns the value in the column {@link TransferSet#ORIGIN}. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
