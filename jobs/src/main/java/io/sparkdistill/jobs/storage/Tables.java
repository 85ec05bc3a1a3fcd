package io.sparkdistill.jobs.storage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.TableFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes tables of one format by their paths. */
record Tables(TableFormat format, Configuration hadoop) {
    private static final Logger LOG = LoggerFactory.getLogger(Tables.class);
    private static final String DELTA_LOG = "_delta_log";
    private static final Pattern DELTA_COMMIT = Pattern.compile("\\d{20}\\.(json|checkpoint\\..*)");
    private static final String ICEBERG_LOG = "metadata";
    private static final Pattern ICEBERG_COMMIT = Pattern.compile("v\\d+\\..*");
    /** The folder of Iceberg's data files, which exists before the first commit. */
    private static final String ICEBERG_DATA = "data";

    /**
     * Whether there is a table at a path, which may be empty. A table with a log exists from its first commit on; what a
     * kill before it has left is not a table.
     */
    boolean hasTable(Path path) {
        return switch (format) {
            case PARQUET, ORC -> exists(path);
            case DELTA -> hasCommit(new Path(path, DELTA_LOG), DELTA_COMMIT);
            case ICEBERG -> hasCommit(new Path(path, ICEBERG_LOG), ICEBERG_COMMIT);
        };
    }

    private boolean hasCommit(Path log, Pattern commit) {
        try {
            return exists(log)
                    && Arrays.stream(log.getFileSystem(hadoop).listStatus(log))
                            .anyMatch(file ->
                                    commit.matcher(file.getPath().getName()).matches());
        } catch (IOException e) {
            throw SmallFiles.failure("list", log, e);
        }
    }

    Dataset<Row> read(SparkSession spark, Path path, StructType schema) {
        if (format.isPlainFiles()) {
            return spark.read().schema(schema).format(format.source()).load(path.toString());
        }
        Dataset<Row> table = format == TableFormat.ICEBERG
                ? IcebergTables.read(spark, path)
                : spark.read().format(format.source()).load(path.toString());
        List<String> columns = Arrays.asList(table.columns());
        return table.select(Arrays.stream(schema.fields())
                .map(field -> columns.contains(field.name()) ? col(field.name()) : missing(field))
                .toArray(Column[]::new));
    }

    Dataset<Row> readFiles(SparkSession spark, Path path, StructType schema, Collection<String> files) {
        return spark.read()
                .schema(schema)
                .format(format.source())
                .option("basePath", path.toString())
                .load(files.stream()
                        .map(file -> new Path(path, file).toString())
                        .toArray(String[]::new));
    }

    private static Column missing(StructField field) {
        return lit(null).cast(field.dataType()).as(field.name());
    }

    void append(Dataset<Row> rows, Path path, String... partitions) {
        if (format == TableFormat.ICEBERG) {
            IcebergTables.append(rows, path, hasTable(path), partitions);
            return;
        }
        rows.write()
                .format(format.source())
                .partitionBy(partitions)
                .mode(SaveMode.Append)
                .save(path.toString());
    }

    void overwrite(Dataset<Row> rows, Path path, String... partitions) {
        if (format == TableFormat.ICEBERG) {
            IcebergTables.overwrite(rows, path, partitions);
            return;
        }
        rows.write()
                .format(format.source())
                .partitionBy(partitions)
                // Delta alone knows this option: a rerun may store other columns.
                .option("overwriteSchema", true)
                // A session that overwrites partition by partition would leave those of an earlier run.
                .option("partitionOverwriteMode", "static")
                .mode(SaveMode.Overwrite)
                .save(path.toString());
    }

    void deleteTruncatedFiles(Path path, Map<String, Long> files) {
        try {
            FileSystem fileSystem = path.getFileSystem(hadoop);
            for (Path cut : new TruncatedFiles(fileSystem, format).of(path, files)) {
                LOG.warn("{} is truncated: it is deleted and its rows are made again", cut);
                fileSystem.delete(cut, false);
            }
        } catch (IOException e) {
            throw SmallFiles.failure("delete truncated files of", path, e);
        }
    }

    /** Returns the lengths in bytes of all files of the table at a path, by their paths; none if there is no table. */
    Map<String, Long> fileSizes(Path path) {
        try {
            return hasTable(path) ? RowSizes.sizes(path.getFileSystem(hadoop), path) : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at the files of " + path, e);
        }
    }

    /**
     * Checks that the table at a path, if it exists, has this format.
     *
     * @throws ConfigurationException if it has another format
     */
    void requireFormat(Path path) {
        Optional<TableFormat> found = formatAt(path);
        if (found.isPresent() && found.get() != format) {
            throw new ConfigurationException(
                    "Cannot use table-format = %s: %s holds %s; set table-format = %3$s, or use another output"
                            .formatted(format.source(), path, found.get().source()));
        }
    }

    /** Returns the format of the table at a path; empty if the table does not exist or has no rows. */
    private Optional<TableFormat> formatAt(Path path) {
        if (exists(new Path(path, DELTA_LOG))) {
            return Optional.of(TableFormat.DELTA);
        }
        if (exists(new Path(path, ICEBERG_LOG)) || exists(new Path(path, ICEBERG_DATA))) {
            return Optional.of(TableFormat.ICEBERG);
        }
        return exists(path) ? formatOfFiles(path) : Optional.empty();
    }

    private Optional<TableFormat> formatOfFiles(Path path) {
        try {
            RemoteIterator<LocatedFileStatus> files = path.getFileSystem(hadoop).listFiles(path, true);
            while (files.hasNext()) {
                String name = files.next().getPath().getName();
                for (TableFormat plain : List.of(TableFormat.PARQUET, TableFormat.ORC)) {
                    if (name.endsWith("." + plain.source())) {
                        return Optional.of(plain);
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at the files of " + path, e);
        }
    }

    private boolean exists(Path path) {
        try {
            return path.getFileSystem(hadoop).exists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for " + path, e);
        }
    }
}
