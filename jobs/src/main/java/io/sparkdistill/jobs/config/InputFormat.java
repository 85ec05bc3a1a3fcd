package io.sparkdistill.jobs.config;

/** How examples are written. */
public enum InputFormat {
    /** Tab-separated; whether quotes enclose fields follows from the files. */
    TSV,
    /** Comma-separated; quoted fields may hold line breaks. */
    CSV,
    /** JSON objects: one per line, several lines each, or in an array. */
    JSON,
    PARQUET,
    /** One example per line, no header; its column is {@code value}. */
    TEXT,
    /** One example per file; its column is {@code value}. */
    FILES,
    /** A table of Spark's catalog, by its name. */
    TABLE,
    /** Images in the IDX format of MNIST; their labels are in a file of their own. */
    IDX;

    /** How the pixels of an image are called. */
    public static final String IDX_FEATURES = "features";
    /** How the label of an image is called. */
    public static final String IDX_LABEL = "label";

    /** Whether it has one column, which is the text. */
    public boolean isPlainText() {
        return this == TEXT || this == FILES;
    }

    /** Whether its columns are told apart by a separator. */
    public boolean isDelimited() {
        return this == TSV || this == CSV;
    }

    /** Whether its files are text, in some character set. */
    public boolean isText() {
        return isDelimited() || isPlainText() || this == JSON;
    }

    /** Whether a column may be an array of numbers. */
    public boolean hasArrays() {
        return this == JSON || this == PARQUET || this == TABLE || this == IDX;
    }
}
