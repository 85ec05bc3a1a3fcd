package io.sparkdistill.jobs.config;

import java.util.Locale;
import org.apache.spark.SparkConf;

/** How tables are stored: a data source of Spark, built in or from a jar that the user adds. */
public enum TableFormat {
    PARQUET("org.apache.spark.sql.SparkSession", ""),
    ORC("org.apache.spark.sql.SparkSession", ""),
    DELTA("org.apache.spark.sql.delta.sources.DeltaDataSource", "io.delta:delta-spark_2.12:3.3.2"),
    ICEBERG("org.apache.iceberg.spark.source.IcebergSource", "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.9.2");

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

    /** Whether a table is a folder of files and nothing else, which any schema may be read with. */
    public boolean isPlainFiles() {
        return this == PARQUET || this == ORC;
    }

    /** What a session needs to read and write it, beside what is set already. */
    public void configure(SparkConf conf) {
        if (this == DELTA) {
            String given = conf.get(EXTENSIONS, "");
            if (!given.contains(DELTA_EXTENSION)) {
                conf.set(EXTENSIONS, given.isEmpty() ? DELTA_EXTENSION : given + "," + DELTA_EXTENSION);
            }
            conf.setIfMissing("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        }
    }

    /** A Maven artifact that brings it to Spark 3.5; empty where Spark has it. */
    public String coordinates() {
        return coordinates;
    }

    /** Whether its data source is on the class path. */
    public boolean isPresent() {
        try {
            Class.forName(entryPoint, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
