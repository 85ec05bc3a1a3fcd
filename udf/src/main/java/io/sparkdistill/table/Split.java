package io.sparkdistill.table;

import java.util.Locale;

/** What an example may be used for. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** The value in {@link TransferSet#SPLIT}. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
