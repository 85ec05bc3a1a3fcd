package io.sparkdistill.jobs.storage;

import io.sparkdistill.jobs.config.TableFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** An output is the output folder of a run, with its tables, results and their provenance. */
public final class Output {
    /** The folder in a table where tasks of Spark write files until their job commits. Appends have none. */
    private static final String TEMPORARY = "/_temporary";

    private final Path root;
    private final Map<String, Path> external = new HashMap<>();
    private final Tables tables;
    private final Configuration hadoop;
    private final SmallFiles small;
    private final Listing listing;
    private final Markers markers;
    private final Set<String> appended = new HashSet<>();

    /**
     * Opens an output folder, which need not exist.
     *
     * @param external folders of the tables that are outside of the output
     * @param format of all tables
     */
    public Output(String root, Map<String, String> external, TableFormat format, Configuration hadoop) {
        this.tables = new Tables(format, hadoop);
        this.hadoop = hadoop;
        this.small = new SmallFiles(hadoop);
        this.listing = new Listing(this, format, hadoop);
        this.markers = new Markers(this, listing);
        this.root = qualified(root);
        external.forEach((table, folder) -> this.external.put(table, qualified(folder)));
    }

    private Path qualified(String folder) {
        Path path = new Path(folder);
        try {
            return path.getFileSystem(hadoop).makeQualified(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the output folder: " + folder, e);
        }
    }

    /** The qualified path of the output folder. */
    public Path root() {
        return root;
    }

    /** Returns the path of a table, of another artifact, or of a file in one. */
    public Path path(String artifact) {
        return external.entrySet().stream()
                .filter(table -> artifact.equals(table.getKey()) || artifact.startsWith(table.getKey() + "/"))
                .findFirst()
                .map(table -> Path.mergePaths(
                        table.getValue(),
                        new Path(artifact.substring(table.getKey().length()) + "/")))
                .orElseGet(() -> new Path(root, artifact));
    }

    private FileSystem fileSystem(Path path) throws IOException {
        return path.getFileSystem(hadoop);
    }

    /** Reads a table. It has no rows if it was never written. */
    public Dataset<Row> read(SparkSession spark, String table, StructType schema) {
        return tables.hasTable(path(table))
                ? tables.read(spark, path(table), schema)
                : spark.createDataFrame(List.of(), schema);
    }

    /**
     * Appends rows to a table, which need not exist. A killed append leaves no row of it, or rows in whole files; in no
     * case do later appends publish what it left.
     *
     * @param partitions columns whose values each have their own folder
     */
    public void append(Dataset<Row> rows, String table, String... partitions) {
        if (!tables.format().isPlainFiles()) {
            tables.append(rows, path(table), partitions);
            return;
        }
        if (appended.add(table)) {
            delete(table + TEMPORARY);
        }
        Staging staging = staging(table);
        Path staged = staging.folder(table);
        tables.append(rows, staged, partitions);
        staging.publish(staged, path(table));
    }

    /** Deletes the truncated files of a table and logs a warning for each. None of their rows can be read. */
    public void deleteTruncatedFiles(String table) {
        tables.deleteTruncatedFiles(path(table), listing.tableFiles(table));
    }

    /** Replaces all rows of a table, which need not exist. Each value of the partition columns has its own folder. */
    public void overwrite(Dataset<Row> rows, String table, String... partitions) {
        tables.overwrite(rows, path(table), partitions);
    }

    /**
     * Returns the mean number of bytes on disk per row of tables, for each of their parts.
     *
     * @param parts by table: its rows, with one column of doubles that is constant within each file: a literal or a
     *     partition column
     */
    public Map<String, Map<Double, Double>> bytesPerRow(Map<String, Dataset<Row>> parts) {
        Map<String, Long> sizes = new HashMap<>();
        parts.keySet().forEach(table -> sizes.putAll(tables.fileSizes(path(table))));
        return RowSizes.of(parts, sizes);
    }

    /**
     * Checks that a table, if it exists, has the format of this output.
     *
     * @throws io.sparkdistill.jobs.config.ConfigurationException if it has another format
     */
    public void requireFormat(String table) {
        tables.requireFormat(path(table));
    }

    public boolean exists(String artifact) {
        try {
            return fileSystem(path(artifact)).exists(path(artifact));
        } catch (IOException e) {
            throw SmallFiles.failure("look for", path(artifact), e);
        }
    }

    /** Whether an artifact is complete, has this provenance, and still has all its files. */
    public boolean isUpToDate(String artifact, Provenance provenance) {
        return markers.isUpToDate(artifact, provenance);
    }

    /** Returns the provenance of an artifact; empty if it is incomplete or its provenance cannot be read. */
    public Optional<Provenance> provenance(String artifact) {
        return markers.provenance(artifact);
    }

    /** Describes how the files of a complete artifact have changed since it was completed; empty if they have not. */
    public Optional<String> damage(String artifact) {
        return markers.damage(artifact);
    }

    /** Marks an artifact complete that needs no folder but its own. */
    public void markComplete(String artifact, Provenance provenance) {
        markComplete(artifact, provenance, Contents.of(artifact));
    }

    /**
     * Marks an artifact complete. The marker is written last, so that a killed run leaves none.
     *
     * @param contents the folders that the artifact needs
     */
    public void markComplete(String artifact, Provenance provenance, Contents contents) {
        markers.markComplete(artifact, provenance, contents);
    }

    /** Returns the operations that add rows to complete artifacts. */
    public Increments increments() {
        return new Increments(this, listing, markers);
    }

    private Staging staging(String table) {
        return new Staging(external.getOrDefault(table, root), hadoop);
    }

    /** Returns the operations that merge small files of a table. */
    public Compactor compactor(String table) {
        return new Compactor(this, tables, staging(table));
    }

    /** Returns the file that lists the files of an artifact. */
    public String manifest(String artifact) {
        return Markers.manifest(artifact);
    }

    /** Returns the files of a table that hold rows, by their paths in it, with their lengths in bytes. */
    public Map<String, Long> tableFiles(String table) {
        return listing.tableFiles(table);
    }

    /**
     * Reads some files of a table of plain files.
     *
     * @param files paths in the table
     */
    public Dataset<Row> readFiles(SparkSession spark, String table, StructType schema, Collection<String> files) {
        return files.isEmpty()
                ? spark.createDataFrame(List.of(), schema)
                : tables.readFiles(spark, path(table), schema, files);
    }

    /** Whether tables are plain files, without a log of their own. */
    public boolean hasPlainFiles() {
        return tables.format().isPlainFiles();
    }

    /** Deletes the marker of an artifact before the artifact is changed. */
    public void markIncomplete(String artifact) {
        delete(Markers.of(artifact));
    }

    public void delete(String artifact) {
        try {
            fileSystem(path(artifact)).delete(path(artifact), true);
        } catch (IOException e) {
            throw SmallFiles.failure("delete", path(artifact), e);
        }
    }

    /** Returns the names of the folders in a folder; none if it does not exist. */
    public List<String> folders(String folder) {
        try {
            return Arrays.stream(fileSystem(path(folder)).listStatus(path(folder)))
                    .filter(FileStatus::isDirectory)
                    .map(found -> found.getPath().getName())
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw SmallFiles.failure("list", path(folder), e);
        }
    }

    /** Copies a complete artifact that needs no folder but its own. The copy is marked complete last. */
    public void copy(String artifact, String target) {
        Provenance provenance = provenance(artifact).orElseThrow();
        delete(target);
        try {
            FileSystem files = fileSystem(path(artifact));
            for (FileStatus file :
                    files.listStatus(path(artifact), found -> !found.getName().startsWith("_"))) {
                Path copy = new Path(path(target), file.getPath().getName());
                FileUtil.copy(files, file.getPath(), fileSystem(copy), copy, false, hadoop);
            }
        } catch (IOException e) {
            throw SmallFiles.failure("copy", path(artifact), e);
        }
        markComplete(target, provenance);
    }

    /** Writes a small text file, replacing it. */
    public void writeText(String artifact, String text) {
        writeBytes(artifact, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a small file, replacing it. */
    public void writeBytes(String artifact, byte[] bytes) {
        small.write(path(artifact), bytes);
    }

    /** Reads a small text file. */
    public String readText(String artifact) {
        return new String(small.read(path(artifact)), StandardCharsets.UTF_8);
    }

    /**
     * Copies a file of this machine to the output. An existing file is replaced only after the whole copy is written.
     */
    public void copyFromLocal(java.nio.file.Path local, String artifact) {
        small.copyFromLocal(local, path(artifact));
    }

    /** Copies a file of the output to this machine. */
    public void copyToLocal(String artifact, java.nio.file.Path local) {
        try (var in = fileSystem(path(artifact)).open(path(artifact))) {
            Files.copy(in, local, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw SmallFiles.failure("read", path(artifact), e);
        }
    }
}
