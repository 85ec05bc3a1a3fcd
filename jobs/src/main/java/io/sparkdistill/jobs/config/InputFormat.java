package io.sparkdistill.jobs.config;

/** How examples are written. */
public enum InputFormat {
    /** Tab-separated; quotes mean nothing. */
    TSV,
    /** Comma-separated; quoted fields may hold line breaks. */
    CSV,
    /** One JSON object a line. */
    JSON,
    PARQUET,
    /** One example a line, no header; its column is {@code value}. */
    TEXT,
    /** One example a file; its column is {@code value}. */
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

    /** Whether a column may be an array of numbers. */
    public boolean hasArrays() {
        return this == JSON || this == PARQUET || this == TABLE || this == IDX;
    }
}
