package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.table.Rejected;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads a range of the rows of files. Rows are counted in the order of the files and of the rows in them, independently
 * of Spark's partitions. Files after the last row are not read, and of the file with the last row each partition reads
 * only as many rows as are needed.
 */
final class RowRange {
    private final SparkSession spark;
    private final InputEntry.Part part;
    private final Function<List<String>, Dataset<Row>> reader;

    private final List<String> whole = new ArrayList<>();
    private final List<Dataset<Row>> pieces = new ArrayList<>();
    private long position;

    RowRange(SparkSession spark, InputEntry.Part part, Function<List<String>, Dataset<Row>> reader) {
        this.spark = spark;
        this.part = part;
        this.reader = reader;
    }

    Dataset<Row> of(List<String> paths) {
        if (part.isAll()) {
            return reader.apply(paths);
        }
        int size = 1;
        int next = 0;
        while (next < paths.size() && position < part.end() && !isOpen()) {
            List<String> some = paths.subList(next, Math.min(next + size, paths.size()));
            count(some).forEach(this::take);
            next += some.size();
            size *= 2;
        }
        if (isOpen()) {
            whole.addAll(paths.subList(next, paths.size()));
        }
        if (!whole.isEmpty()) {
            pieces.add(reader.apply(whole));
        }
        return pieces.stream().reduce(Dataset::union).orElseGet(() -> RowShape.none(spark));
    }

    /** Returns whether all following rows are in the range. */
    private boolean isOpen() {
        return part.limit().isEmpty() && position >= part.skip();
    }

    private void take(String path, long rows) {
        long from = Math.max(part.skip() - position, 0);
        long to = Math.min(part.end() - position, rows);
        if (from == 0 && position + rows < part.end()) {
            whole.add(path);
        } else if (from < to) {
            pieces.add(slice(spark, reader.apply(List.of(path)), from, to));
        }
        position += rows;
    }

    /** Counts the rows of each file. A single file is counted only as far as the range needs. */
    private Map<String, Long> count(List<String> paths) {
        Map<String, Long> counts = new LinkedHashMap<>();
        if (paths.size() == 1) {
            long wanted = part.end() - position;
            List<Long> rows = limited(reader.apply(paths).javaRDD(), wanted)
                    .mapPartitions(
                            partition -> List.of(stream(partition).count()).iterator())
                    .collect();
            counts.put(paths.get(0), rows.stream().mapToLong(Long::longValue).sum());
            return counts;
        }
        int source = reader.apply(paths).schema().fieldIndex(Rejected.SOURCE);
        Map<String, Long> counted = new LinkedHashMap<>();
        reader.apply(paths)
                .javaRDD()
                .map(row -> row.getString(source))
                .countByValue()
                .forEach((file, rows) ->
                        counted.put(new Path(URI.create(file)).toUri().getPath(), rows));
        paths.forEach(path ->
                counts.put(path, counted.getOrDefault(new Path(path).toUri().getPath(), 0L)));
        return counts;
    }

    /**
     * Returns a range of the rows of one file, or of a table in Spark's order.
     *
     * @param from number of the first row, from 0
     * @param to number after the last row
     */
    static Dataset<Row> slice(SparkSession spark, Dataset<Row> rows, long from, long to) {
        JavaRDD<Row> some = limited(rows.javaRDD(), to)
                .zipWithIndex()
                .filter(indexed -> indexed._2() >= from && indexed._2() < to)
                .keys();
        return spark.createDataFrame(some, rows.schema());
    }

    /** Keeps the first rows of each partition, since the number of any later row is too high. */
    private static JavaRDD<Row> limited(JavaRDD<Row> rows, long most) {
        return most > Integer.MAX_VALUE
                ? rows
                : rows.mapPartitions(partition -> stream(partition).limit(most).iterator());
    }

    private static Stream<Row> stream(Iterator<Row> rows) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false);
    }
}
