package io.sparkdistill.jobs.storage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes the bytes per row of a table from the sizes of its files and the number of their rows. */
final class RowSizes {
    private static final String FILE = "file";
    private static final String PART = "part";

    private RowSizes() {}

    /**
     * Returns the mean number of bytes per row for each part of a table. Files of earlier versions are not counted.
     *
     * @param part a column that is constant within each file
     */
    static Map<Object, Double> of(Dataset<Row> table, FileSystem files, Path folder, Column part) throws IOException {
        Map<String, Long> sizes = sizes(files, folder);
        List<Row> rowsOfFiles = table.select(part.as(PART), input_file_name().as(FILE))
                .groupBy(col(PART), col(FILE))
                .agg(count(lit(1)))
                .collectAsList();
        Map<Object, Double> bytes = new HashMap<>();
        Map<Object, Long> rows = new TreeMap<>();
        for (Row file : rowsOfFiles) {
            String path = new Path(URI.create(file.getString(1))).toUri().getPath();
            bytes.merge(file.get(0), (double) sizes.getOrDefault(path, 0L), Double::sum);
            rows.merge(file.get(0), file.getLong(2), Long::sum);
        }
        Map<Object, Double> perRow = new TreeMap<>();
        rows.forEach((key, number) -> perRow.put(key, bytes.get(key) / number));
        return perRow;
    }

    private static Map<String, Long> sizes(FileSystem files, Path folder) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        RemoteIterator<LocatedFileStatus> found = files.listFiles(folder, true);
        while (found.hasNext()) {
            LocatedFileStatus file = found.next();
            sizes.put(file.getPath().toUri().getPath(), file.getLen());
        }
        return sizes;
    }
}
