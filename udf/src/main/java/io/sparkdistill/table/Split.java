package io.sparkdistill.table;

import java.util.Locale;

/** The split that an example belongs to. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** Returns the value in the column {@link TransferSet#SPLIT}. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
