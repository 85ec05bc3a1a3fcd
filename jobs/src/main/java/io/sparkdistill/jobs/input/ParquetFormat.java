package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.col;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Parquet files. A small job looks at each file's schema; files whose columns have the same names and types are then
 * read together, so that a label may be an int in one file and a double in another, and a file without a column is
 * told.
 */
final class ParquetFormat implements FileFormat {
    private static final String NOT_PARQUET = "\n";

    private final InputEntry entry;
    private final Configuration hadoop;
    private final Map<String, String[]> schemas = new TreeMap<>();

    ParquetFormat(InputEntry entry, Configuration hadoop) {
        this.entry = entry;
        this.hadoop = hadoop;
    }

    @Override
    public void check(InputFiles files, FileStatus file) {
        String path = file.getPath().toString();
        names(path, schema(path, hadoop)).requireAll();
    }

    /**
     * The names of a file's columns, each followed by its type; of a file that is not Parquet what is wrong with it.
     */
    private static String[] schema(String path, Configuration hadoop) {
        Path file = new Path(path);
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
            MessageType schema = reader.getFileMetaData().getSchema();
            List<String> columns = new ArrayList<>();
            for (Type field : schema.getFields()) {
                columns.add(field.getName());
                columns.add(field.toString());
            }
            return columns.toArray(String[]::new);
        } catch (IOException | RuntimeException e) {
            return new String[] {NOT_PARQUET, String.valueOf(e.getMessage())};
        }
    }

    private static Function<String, String[]> look(SerializableConfiguration hadoop) {
        return path -> schema(path, hadoop.value());
    }

    private ColumnNames names(String path, String[] schema) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < schema.length; i += 2) {
            names.add(schema[i]);
        }
        if (names.contains(NOT_PARQUET)) {
            throw new InputException(
                    "Cannot read %s: %s is not a Parquet file, or damaged: %s; set %s.format, or replace it"
                            .formatted(
                                    entry.key(),
                                    path,
                                    schema[1].lines().findFirst().orElse(""),
                                    entry.key()));
        }
        return PartitionColumns.after(new ColumnNames(entry, path, names));
    }

    @Override
    public Dataset<Row> read(SparkSession spark, List<String> paths) {
        List<String> unknown =
                paths.stream().filter(path -> !schemas.containsKey(path)).toList();
        if (!unknown.isEmpty()) {
            List<String[]> found = FileJobs.look(spark, unknown, look(new SerializableConfiguration(hadoop)));
            for (int i = 0; i < unknown.size(); i++) {
                schemas.put(unknown.get(i), found.get(i));
            }
        }
        Map<String, List<String>> groups = new LinkedHashMap<>();
        paths.forEach(path -> groups.computeIfAbsent(wanted(path), schema -> new ArrayList<>())
                .add(path));
        return groups.values().stream()
                .map(group -> readAlike(spark, group))
                .reduce(Dataset::union)
                .orElseThrow();
    }

    /** What the columns that the entry names are called in a file, and their types. */
    private String wanted(String path) {
        String[] schema = schemas.get(path);
        ColumnNames names = names(path, schema);
        StringBuilder wanted = new StringBuilder();
        for (String column : entry.columns()) {
            int index = names.indexOf(column);
            wanted.append(names.columns().get(index)).append('\n');
            wanted.append(2 * index < schema.length ? schema[2 * index + 1] : "")
                    .append('\n');
        }
        return wanted.toString();
    }

    private Dataset<Row> readAlike(SparkSession spark, List<String> paths) {
        String first = paths.get(0);
        int columns = schemas.get(first).length / 2;
        ColumnNames names = names(first, schemas.get(first));
        Dataset<Row> rows = FileFormat.reader(spark).parquet(paths.toArray(String[]::new));
        TypedColumns typed = new TypedColumns(entry, first);
        return RowShape.of(rows, entry, col(FILE), TypedColumns.absent(), TypedColumns.absent(), name -> {
            int index = names.indexOf(name);
            String found = names.columns().get(index);
            return index < columns
                    ? typed.value(
                            name,
                            col(ColumnNames.quoted(found)),
                            rows.schema().apply(found).dataType())
                    : PartitionColumns.value(col(FILE), found);
        });
    }
}
