package io.sparkdistill.jobs.provenance;

import io.sparkdistill.jobs.config.TableFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The folder of a run: its tables, its results, and the provenance of each. */
public final class Output {
    private static final String PROVENANCE = "_provenance.json";

    private final Path root;
    private final Map<String, Path> elsewhere = new HashMap<>();
    private final Tables tables;
    private final Configuration hadoop;

    /**
     * A folder.
     *
     * @param elsewhere tables that lie outside of it, with their own folders
     * @param format of all tables
     */
    public Output(String root, Map<String, String> elsewhere, TableFormat format, Configuration hadoop) {
        this.tables = new Tables(format, hadoop);
        this.hadoop = hadoop;
        this.root = qualified(root);
        elsewhere.forEach((table, folder) -> this.elsewhere.put(table, qualified(folder)));
    }

    private Path qualified(String folder) {
        Path path = new Path(folder);
        try {
            return path.getFileSystem(hadoop).makeQualified(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the output folder: " + folder, e);
        }
    }

    /** The path of a table or another artefact. */
    public Path path(String artefact) {
        return elsewhere.getOrDefault(artefact, new Path(root, artefact));
    }

    private FileSystem fileSystem(Path path) throws IOException {
        return path.getFileSystem(hadoop);
    }

    /** Reads a table; without rows if it was never written. */
    public Dataset<Row> read(SparkSession spark, String table, StructType schema) {
        return exists(table) ? tables.read(spark, path(table), schema) : spark.createDataFrame(List.of(), schema);
    }

    /** Adds rows to a table, which need not be there yet. */
    public void append(Dataset<Row> rows, String table) {
        tables.append(rows, path(table));
    }

    /** Replaces all rows of a table, which need not be there yet; a folder for each value of the partition columns. */
    public void overwrite(Dataset<Row> rows, String table, String... partitions) {
        tables.overwrite(rows, path(table), partitions);
    }

    /**
     * Bytes on disk of a row of a table, in each of its parts.
     *
     * @param part a column that is constant within each file: a literal, or one that the table is partitioned by
     */
    public Map<Object, Double> bytesPerRow(SparkSession spark, String table, StructType schema, Column part) {
        return exists(table) ? tables.bytesPerRow(read(spark, table, schema), path(table), part) : Map.of();
    }

    /**
     * Checks that a table, where there is one, has the format of this output.
     *
     * @throws io.sparkdistill.jobs.config.ConfigurationException if it has not
     */
    public void requireFormat(String table) {
        tables.requireFormat(path(table));
    }

    public boolean exists(String artefact) {
        try {
            return fileSystem(path(artefact)).exists(path(artefact));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for " + path(artefact), e);
        }
    }

    /** Whether an artefact is complete and came from just this. */
    public boolean isDone(String artefact, Provenance provenance) {
        return provenance(artefact)
                .map(Provenance::id)
                .filter(provenance.id()::equals)
                .isPresent();
    }

    /** What an artefact came from; empty while it is not complete. */
    public Optional<Provenance> provenance(String artefact) {
        String file = artefact + "/" + PROVENANCE;
        return exists(file) ? Optional.of(Provenance.parse(readText(file))) : Optional.empty();
    }

    /** Marks an artefact complete. Written last, so that a killed run leaves none. */
    public void complete(String artefact, Provenance provenance) {
        writeText(artefact + "/" + PROVENANCE, provenance.json());
    }

    /** Marks an artefact incomplete before it is changed. */
    public void reopen(String artefact) {
        delete(artefact + "/" + PROVENANCE);
    }

    public void delete(String artefact) {
        try {
            fileSystem(path(artefact)).delete(path(artefact), true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + path(artefact), e);
        }
    }

    /** Writes a small text file, replacing it. */
    public void writeText(String artefact, String text) {
        writeBytes(artefact, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a small file, replacing it. */
    public void writeBytes(String artefact, byte[] bytes) {
        try (var out = fileSystem(path(artefact)).create(path(artefact), true)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path(artefact), e);
        }
    }

    /** Reads a small text file. */
    public String readText(String artefact) {
        try (var in = fileSystem(path(artefact)).open(path(artefact))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path(artefact), e);
        }
    }

    /** Copies a file of this machine, replacing what is there only once the copy is whole. */
    public void store(java.nio.file.Path local, String artefact) {
        Path target = path(artefact);
        Path part = target.suffix(".part");
        try {
            fileSystem(part).copyFromLocalFile(false, true, new Path(local.toUri()), part);
            replace(part, target);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + target, e);
        }
    }

    private void replace(Path part, Path target) throws IOException {
        if (fileSystem(target) instanceof ChecksumFileSystem checked) {
            // FileContext leaves the checksum file of the old content beside the new content.
            checked.rename(part, target);
            return;
        }
        FileContext.getFileContext(part.toUri(), hadoop).rename(part, target, Options.Rename.OVERWRITE);
    }

    /** Copies a file to this machine. */
    public void fetch(String artefact, java.nio.file.Path local) {
        try (var in = fileSystem(path(artefact)).open(path(artefact))) {
            Files.copy(in, local, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path(artefact), e);
        }
    }
}
