package io.sparkdistill.jobs.config;

/** Lists the formats in which inputs can be read. */
public enum InputFormat {
    /** Tab-separated files. Whether quotes enclose fields is detected. */
    TSV,
    /** Comma-separated files. Quoted fields may contain line breaks. */
    CSV,
    /** JSON objects, one per line, over several lines, or in an array. */
    JSON,
    /** Parquet files. */
    PARQUET,
    /** Text files with one example per line and no header. The column is {@code value}. */
    TEXT,
    /** Text files with one example per file. The column is {@code value}. */
    FILES,
    /** A table of Spark's catalog. */
    TABLE,
    /** Images in the IDX format of MNIST. Their labels are in a separate file. */
    IDX;

    /** The column of the pixels of an image. */
    public static final String IDX_FEATURES = "features";
    /** The column of the label of an image. */
    public static final String IDX_LABEL = "label";

    /** Whether the only column is the text. */
    public boolean isPlainText() {
        return this == TEXT || this == FILES;
    }

    /** Whether a separator stands between the columns. */
    public boolean isDelimited() {
        return this == TSV || this == CSV;
    }

    /** Whether the files are text, so that they have a character set. */
    public boolean isText() {
        return isDelimited() || isPlainText() || this == JSON;
    }

    /** Whether a column may be an array of numbers. */
    public boolean hasArrays() {
        return this == JSON || this == PARQUET || this == TABLE || this == IDX;
    }
}
