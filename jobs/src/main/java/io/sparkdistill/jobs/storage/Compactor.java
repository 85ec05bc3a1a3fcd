package io.sparkdistill.jobs.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Merges the small files of tables of plain files. A kill at any instant leaves a table with its rows; some of them may
 * be there twice until {@link #recover} is called, which the verbs that write the table do first.
 */
public final class Compactor {
    private static final long SMALL = 64L << 20;
    private static final long TARGET = 128L << 20;

    private final Output output;
    private final Tables tables;
    private final Staging staging;

    Compactor(Output output, Tables tables, Staging staging) {
        this.output = output;
        this.tables = tables;
        this.staging = staging;
    }

    /**
     * Merges the small files of a table.
     *
     * @param lists files under the output that list the files of the table, such as manifests
     */
    public void compact(SparkSession spark, String table, StructType schema, List<String> lists) {
        recover(table);
        Map<String, Long> files = output.tableFiles(table);
        Map<String, List<String>> small = smallFiles(files);
        if (small.isEmpty()) {
            return;
        }
        Path staged = staging.folder(table);
        Set<String> replaced = new TreeSet<>();
        small.forEach((folder, names) -> {
            replaced.addAll(names);
            long bytes = names.stream().mapToLong(files::get).sum();
            tables.append(
                    tables.readFiles(
                                    spark, path(table, folder), withoutPartitions(schema, folder), below(folder, names))
                            .coalesce(Math.toIntExact(1 + bytes / TARGET)),
                    folder.isEmpty() ? staged : new Path(staged, folder));
        });
        Compaction compaction = new Compaction(lists, staging.files(staged), replaced, false);
        output.writeText(Compaction.file(table), compaction.json());
        staging.publish(staged, output.path(table));
        output.writeText(Compaction.file(table), compaction.completed().json());
        recover(table);
    }

    private Path path(String table, String folder) {
        return folder.isEmpty() ? output.path(table) : new Path(output.path(table), folder);
    }

    private static List<String> below(String folder, List<String> names) {
        int start = folder.isEmpty() ? 0 : folder.length() + 1;
        return names.stream().map(name -> name.substring(start)).toList();
    }

    /** Returns the small files of each folder of a table that has several. */
    private static Map<String, List<String>> smallFiles(Map<String, Long> files) {
        Map<String, List<String>> small = new TreeMap<>();
        files.forEach((name, length) -> {
            if (length < SMALL) {
                String folder = name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : "";
                small.computeIfAbsent(folder, first -> new ArrayList<>()).add(name);
            }
        });
        small.values().removeIf(names -> names.size() < 2);
        return small;
    }

    private static StructType withoutPartitions(StructType schema, String folder) {
        Set<String> partitions = new TreeSet<>();
        Arrays.stream(folder.split("/")).forEach(part -> partitions.add(part.replaceFirst("=.*", "")));
        return new StructType(Arrays.stream(schema.fields())
                .filter(field -> !partitions.contains(field.name()))
                .toArray(StructField[]::new));
    }

    /** Finishes what a killed run has begun, if all new files are in the table, or else undoes it. */
    public void recover(String table) {
        String file = Compaction.file(table);
        if (!output.exists(file)) {
            return;
        }
        Compaction.parse(output.readText(file)).ifPresent(compaction -> {
            if (compaction.complete()) {
                Map<String, String> lists = new HashMap<>();
                compaction.lists().stream()
                        .filter(output::exists)
                        .forEach(list -> lists.put(list, compaction.replaceIn(output.readText(list), table)));
                lists.forEach(output::writeText);
                compaction.replaced().forEach(old -> output.delete(table + "/" + old));
            } else {
                compaction.added().keySet().forEach(added -> output.delete(table + "/" + added));
            }
        });
        output.delete(file);
    }
}
