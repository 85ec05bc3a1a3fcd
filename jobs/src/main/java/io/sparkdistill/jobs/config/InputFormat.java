package io.sparkdistill.jobs.config;

/** How examples are written. */
public enum InputFormat {
    /** Tab-separated with a header line; quotes mean nothing. */
    TSV,
    /** Comma-separated with a header line; quoted fields may hold line breaks. */
    CSV,
    /** One JSON object a line. */
    JSON,
    PARQUET,
    /** One example a line, no header; its column is {@code value}. */
    TEXT
}
