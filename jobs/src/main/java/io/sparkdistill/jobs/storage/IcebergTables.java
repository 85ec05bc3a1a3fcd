package io.sparkdistill.jobs.storage;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.CreateTableWriter;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Reads and writes tables of Iceberg by their paths. Spark creates such tables only by name, and reads them by path
 * only with Hive. Each parent folder is therefore the warehouse of its own catalog, in which the path of a table
 * follows from its name.
 */
final class IcebergTables {
    private IcebergTables() {}

    static Dataset<Row> read(SparkSession spark, Path path) {
        return spark.table(name(spark, path));
    }

    static void append(Dataset<Row> rows, Path path, boolean exists, String... partitions) {
        if (!exists) {
            overwrite(rows, path, partitions);
            return;
        }
        try {
            rows.writeTo(name(rows.sparkSession(), path)).append();
        } catch (NoSuchTableException e) {
            throw new IllegalStateException("Cannot append to " + path + ": the table was deleted during the run", e);
        }
    }

    /** Replaces the rows and columns of a table in one commit. */
    static void overwrite(Dataset<Row> rows, Path path, String... partitions) {
        DataFrameWriterV2<Row> writer = rows.writeTo(name(rows.sparkSession(), path));
        Column[] columns =
                Arrays.stream(partitions).map(partition -> col(partition)).toArray(Column[]::new);
        CreateTableWriter<Row> partitioned = columns.length == 0
                ? writer
                : writer.partitionedBy(columns[0], Arrays.copyOfRange(columns, 1, columns.length));
        partitioned.using("iceberg").createOrReplace();
    }

    private static String name(SparkSession spark, Path path) {
        String warehouse = path.getParent().toString();
        String catalog = "distill_" + Integer.toHexString(warehouse.hashCode());
        String key = "spark.sql.catalog." + catalog;
        RuntimeConfig conf = spark.conf();
        conf.set(key, "org.apache.iceberg.spark.SparkCatalog");
        conf.set(key + ".type", "hadoop");
        conf.set(key + ".warehouse", warehouse);
        conf.set(key + ".cache-enabled", "false");
        return "%s.`%s`".formatted(catalog, path.getName());
    }
}
