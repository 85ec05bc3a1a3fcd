package io.sparkdistill.table;

import java.util.Locale;

/** Lists the splits that an example can belong to. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** Returns the value in the column {@link TransferSet#SPLIT}. */
    public String columnValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
