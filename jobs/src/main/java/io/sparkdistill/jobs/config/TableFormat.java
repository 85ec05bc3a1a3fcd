package io.sparkdistill.jobs.config;

import java.util.Locale;
import org.apache.spark.SparkConf;

/**
 * Lists the formats that all tables may have; each is a data source of Spark, either built in or from a jar that the
 * user adds.
 */
public enum TableFormat {
    PARQUET("org.apache.spark.sql.SparkSession", ""),
    ORC("org.apache.spark.sql.SparkSession", ""),
    DELTA("org.apache.spark.sql.delta.sources.DeltaDataSource", "io.delta:delta-spark_2.12:3.3.2"),
    ICEBERG(
            "org.apache.iceberg.spark.source.IcebergSource",
            "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.1");

    private static final String EXTENSIONS = "spark.sql.extensions";
    private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

    private final String entryPoint;
    private final String coordinates;

    TableFormat(String entryPoint, String coordinates) {
        this.entryPoint = entryPoint;
        this.coordinates = coordinates;
    }

    /** The name of Spark's data source. */
    public String source() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a table is a folder of files without a log, so that it can be read with any schema. */
    public boolean isPlainFiles() {
        return this == PARQUET || this == ORC;
    }

    /** Adds the settings that a session needs for this format; settings of the user are kept. */
    public void configure(SparkConf conf) {
        if (this == DELTA) {
            String given = conf.get(EXTENSIONS, "");
            if (!given.contains(DELTA_EXTENSION)) {
                conf.set(EXTENSIONS, given.isEmpty() ? DELTA_EXTENSION : given + "," + DELTA_EXTENSION);
            }
            conf.setIfMissing("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        }
    }

    /** The Maven coordinates of the jar for Spark 3.5; empty for a built-in format. */
    public String coordinates() {
        return coordinates;
    }

    /** Whether the data source is on the class path. */
    public boolean isPresent() {
        try {
            Class.forName(entryPoint, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
