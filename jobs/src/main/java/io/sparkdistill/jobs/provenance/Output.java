package io.sparkdistill.jobs.provenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The folder of a run: its tables, its results, and the provenance of each. */
public final class Output {
    private static final String PROVENANCE = "_provenance.json";

    private final Path root;
    private final FileSystem fileSystem;

    public Output(String root, Configuration hadoop) {
        try {
            this.root = new Path(root);
            this.fileSystem = this.root.getFileSystem(hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the output folder: " + root, e);
        }
    }

    /** The path of a table or another artefact. */
    public Path path(String artefact) {
        return new Path(root, artefact);
    }

    public FileSystem fileSystem() {
        return fileSystem;
    }

    /** Reads a table; without rows if it was never written. */
    public Dataset<Row> read(SparkSession spark, String table, StructType schema) {
        return exists(table)
                ? spark.read().schema(schema).parquet(path(table).toString())
                : spark.createDataFrame(java.util.List.of(), schema);
    }

    public boolean exists(String artefact) {
        try {
            return fileSystem.exists(path(artefact));
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
        Path file = new Path(path(artefact), PROVENANCE);
        try {
            return fileSystem.exists(file) ? Optional.of(Provenance.parse(readText(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
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
            fileSystem.delete(path(artefact), true);
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
        try (var out = fileSystem.create(path(artefact), true)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path(artefact), e);
        }
    }

    private String readText(Path file) throws IOException {
        try (var in = fileSystem.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
