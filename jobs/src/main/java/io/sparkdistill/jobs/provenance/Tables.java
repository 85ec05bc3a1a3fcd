package io.sparkdistill.jobs.provenance;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.jobs.config.TableFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads and writes tables by their paths in one format. */
record Tables(TableFormat format) {
    private static final String DELTA_LOG = "_delta_log";
    private static final String ICEBERG_VERSION = "metadata/version-hint.text";
    /** Where Iceberg keeps tables that are known by their paths alone. */
    private static final String ICEBERG_CATALOG = "spark.sql.catalog.default_iceberg";

    /** The format of the table at a path; empty if there is none, or none with rows. */
    static Optional<TableFormat> formatAt(FileSystem files, Path path) throws IOException {
        if (!files.exists(path)) {
            return Optional.empty();
        }
        if (files.exists(new Path(path, DELTA_LOG))) {
            return Optional.of(TableFormat.DELTA);
        }
        if (files.exists(new Path(path, ICEBERG_VERSION))) {
            return Optional.of(TableFormat.ICEBERG);
        }
        RemoteIterator<LocatedFileStatus> found = files.listFiles(path, true);
        while (found.hasNext()) {
            String name = found.next().getPath().getName();
            for (TableFormat plain : List.of(TableFormat.PARQUET, TableFormat.ORC)) {
                if (name.endsWith("." + plain.source())) {
                    return Optional.of(plain);
                }
            }
        }
        return Optional.empty();
    }

    Dataset<Row> read(SparkSession spark, Path path, StructType schema) {
        prepare(spark);
        if (format.isPlainFiles()) {
            return spark.read().schema(schema).format(format.source()).load(path.toString());
        }
        Dataset<Row> table = spark.read().format(format.source()).load(path.toString());
        List<String> columns = Arrays.asList(table.columns());
        return table.select(Arrays.stream(schema.fields())
                .map(field -> columns.contains(field.name()) ? col(field.name()) : missing(field))
                .toArray(Column[]::new));
    }

    private static Column missing(StructField field) {
        return lit(null).cast(field.dataType()).as(field.name());
    }

    void append(Dataset<Row> rows, FileSystem files, Path path) throws IOException {
        writer(rows).mode(isNew(files, path) ? SaveMode.ErrorIfExists : SaveMode.Append).save(path.toString());
    }

    void overwrite(Dataset<Row> rows, FileSystem files, Path path, String... partitions) throws IOException {
        writer(rows)
                .partitionBy(partitions)
                .mode(isNew(files, path) ? SaveMode.ErrorIfExists : SaveMode.Overwrite)
                .save(path.toString());
    }

    private DataFrameWriter<Row> writer(Dataset<Row> rows) {
        prepare(rows.sparkSession());
        DataFrameWriter<Row> writer = rows.write().format(format.source());
        return format == TableFormat.DELTA ? writer.option("overwriteSchema", true) : writer;
    }

    /** Iceberg alone asks that a table is created before it is appended to or replaced. */
    private boolean isNew(FileSystem files, Path path) throws IOException {
        return format == TableFormat.ICEBERG && !files.exists(new Path(path, ICEBERG_VERSION));
    }

    private void prepare(SparkSession spark) {
        if (format == TableFormat.ICEBERG && !spark.conf().contains(ICEBERG_CATALOG)) {
            spark.conf().set(ICEBERG_CATALOG, "org.apache.iceberg.spark.SparkCatalog");
            spark.conf().set(ICEBERG_CATALOG + ".type", "hadoop");
            spark.conf().set(ICEBERG_CATALOG + ".warehouse", "spark-warehouse");
            spark.conf().set(ICEBERG_CATALOG + ".cache-enabled", "false");
        }
    }
}
