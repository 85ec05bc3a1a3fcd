package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.jobs.config.InputEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads Parquet files. A small job reads the schema of each file. Files whose columns have the same names and types are
 * read together, so that a label may be an int in one file and a double in another, and a file without a column is
 * reported.
 */
final class ParquetFormat implements FileFormat {
    private final InputEntry entry;
    private final Configuration hadoop;
    private final Map<String, ParquetSchema> schemas = new TreeMap<>();

    ParquetFormat(InputEntry entry, Configuration hadoop) {
        this.entry = entry;
        this.hadoop = hadoop;
    }

    @Override
    public void check(FileStatus file) {
        ParquetSchema.read(file.getPath().toString(), hadoop).names(entry).requireAll();
    }

    private static Function<String, ParquetSchema> look(SerializableConfiguration hadoop) {
        return path -> ParquetSchema.read(path, hadoop.value());
    }

    /** Files must share these properties to be read together: the columns of the entry, and partition columns. */
    private record Alike(StructType schema, List<String> names) {}

    @Override
    public Dataset<Row> read(SparkSession spark, List<String> paths) {
        List<String> unknown =
                paths.stream().filter(path -> !schemas.containsKey(path)).toList();
        if (!unknown.isEmpty()) {
            FileJobs.look(spark, entry.key(), unknown, look(new SerializableConfiguration(hadoop)))
                    .forEach(schema -> schemas.put(schema.path(), schema));
        }
        Map<Alike, List<String>> groups = new LinkedHashMap<>();
        for (String path : paths) {
            ParquetSchema schema = schemas.get(path);
            ColumnNames names = schema.names(entry);
            List<String> found = entry.columns().stream()
                    .map(name -> names.columns().get(names.indexOf(name)))
                    .toList();
            groups.computeIfAbsent(new Alike(schema.wanted(entry), found), alike -> new ArrayList<>())
                    .add(path);
        }
        return groups.entrySet().stream()
                .map(group -> read(spark, group.getKey(), group.getValue()))
                .reduce(Dataset::union)
                .orElseThrow();
    }

    private Dataset<Row> read(SparkSession spark, Alike alike, List<String> paths) {
        Dataset<Row> rows = FileFormat.reader(spark).schema(alike.schema()).parquet(paths.toArray(String[]::new));
        List<String> ofFile = List.of(alike.schema().fieldNames());
        TypedColumns typed = new TypedColumns(entry, paths.get(0));
        return RowShape.of(
                rows,
                entry,
                col(FILE),
                TypedColumns.absent(),
                TypedColumns.problem(List.of(alike.schema().fields())),
                name -> {
                    String found = alike.names().get(entry.columns().indexOf(name));
                    return ofFile.contains(found)
                            ? typed.value(
                                    name,
                                    col(ColumnNames.quoted(found)),
                                    alike.schema().apply(found).dataType())
                            : PartitionColumns.value(col(FILE), found);
                });
    }
}
