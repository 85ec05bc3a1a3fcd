package io.sparkdistill.jobs.storage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes the bytes per row of tables from the sizes of their files and the number of their rows. */
final class RowSizes {
    private static final String TABLE = "table";
    private static final String PART = "part";
    private static final String FILE = "file";

    private RowSizes() {}

    /**
     * Returns the mean number of bytes per row for each part of each table, in one Spark job. Files of earlier versions
     * are not counted.
     *
     * @param parts by table: one row per row of it, with one column, which is constant within each file
     * @param sizes lengths in bytes of the files of the tables, by their paths
     */
    static Map<String, Map<Double, Double>> of(Map<String, Dataset<Row>> parts, Map<String, Long> sizes) {
        Map<String, Map<Double, Size>> found = new HashMap<>();
        parts.entrySet().stream()
                .map(table -> table.getValue()
                        .toDF(PART)
                        .select(
                                lit(table.getKey()).as(TABLE),
                                col(PART),
                                input_file_name().as(FILE)))
                .reduce(Dataset::union)
                .map(rows -> rows.groupBy(TABLE, PART, FILE).count().collectAsList())
                .orElse(List.of())
                .forEach(file -> found.computeIfAbsent(file.getString(0), table -> new TreeMap<>())
                        .merge(file.getDouble(1), size(file, sizes), Size::plus));
        Map<String, Map<Double, Double>> perRow = new HashMap<>();
        parts.keySet().forEach(table -> perRow.put(table, perRow(found.getOrDefault(table, Map.of()))));
        return perRow;
    }

    private record Size(long bytes, long rows) {
        Size plus(Size other) {
            return new Size(bytes + other.bytes, rows + other.rows);
        }
    }

    private static Size size(Row file, Map<String, Long> sizes) {
        String path = new Path(URI.create(file.getString(2))).toUri().getPath();
        return new Size(sizes.getOrDefault(path, 0L), file.getLong(3));
    }

    private static Map<Double, Double> perRow(Map<Double, Size> parts) {
        Map<Double, Double> perRow = new TreeMap<>();
        parts.forEach((part, size) -> perRow.put(part, (double) size.bytes() / size.rows()));
        return perRow;
    }

    /** Returns the lengths in bytes of all files under a folder, by their paths. */
    static Map<String, Long> sizes(FileSystem files, Path folder) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        RemoteIterator<LocatedFileStatus> found = files.listFiles(folder, true);
        while (found.hasNext()) {
            LocatedFileStatus file = found.next();
            sizes.put(file.getPath().toUri().getPath(), file.getLen());
        }
        return sizes;
    }
}
