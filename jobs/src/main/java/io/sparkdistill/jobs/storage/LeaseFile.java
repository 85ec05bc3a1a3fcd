package io.sparkdistill.jobs.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A lease file is the file {@code _lease.json} in a folder. It is created exclusively and names the holder of the
 * lease.
 */
final class LeaseFile {
    static final String NAME = "_lease.json";

    /** The option of Hadoop 3.4.2 and later with which S3 creates an object only if it does not exist. */
    private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";
    /** HDFS, and stores of which every version of their Hadoop client creates files conditionally. */
    private static final Set<String> EXCLUSIVE = Set.of("hdfs", "viewfs", "gs", "abfs", "abfss");

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path path;
    private final FileSystem files;
    private final SmallFiles small;

    LeaseFile(Path folder, Configuration hadoop) throws IOException {
        this.files = folder.getFileSystem(hadoop);
        this.path = new Path(files.makeQualified(folder), NAME);
        this.small = new SmallFiles(hadoop);
    }

    Path path() {
        return path;
    }

    private boolean isLocal() {
        return "file".equals(path.toUri().getScheme());
    }

    /**
     * Whether {@link #create} looks for the file and creates it in one step: on local file systems, on HDFS, and on
     * object stores that write an object on the condition that it does not exist.
     */
    boolean isCreatedExclusively() throws IOException {
        return isLocal() || EXCLUSIVE.contains(files.getUri().getScheme()) || isConditional();
    }

    private boolean isConditional() throws IOException {
        return files.hasPathCapability(path, CONDITIONAL);
    }

    /**
     * Creates the file, unless it exists.
     *
     * @return whether this call created it
     */
    boolean create(LeaseHolder holder) throws IOException {
        try {
            if (isLocal()) {
                // Hadoop's local file system first looks for the file and then creates it, which is not exclusive.
                java.nio.file.Path local = java.nio.file.Path.of(path.toUri().getPath());
                Files.write(local, json(holder), StandardOpenOption.CREATE_NEW);
                // The checksum file of a lease that was deleted by hand may be left.
                Files.deleteIfExists(local.resolveSibling("." + NAME + ".crc"));
            } else {
                try (var out = remote().build()) {
                    out.write(json(holder));
                }
            }
            return true;
        } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            // A store that creates conditionally finds the file of another run only when this one is closed.
            if (isConditional()
                    && read().filter(found -> !found.token().equals(holder.token()))
                            .isPresent()) {
                return false;
            }
            throw e;
        }
    }

    private FSDataOutputStreamBuilder<?, ?> remote() throws IOException {
        FSDataOutputStreamBuilder<?, ?> file =
                files.createFile(path).overwrite(false).recursive();
        return isConditional() ? file.must(CONDITIONAL, true) : file;
    }

    /** Replaces the content of the file. */
    void write(LeaseHolder holder) {
        small.write(path, json(holder));
    }

    /** Reads the holder; empty if the file does not exist or cannot be read. */
    Optional<LeaseHolder> read() {
        try {
            return exists() ? Optional.of(JSON.readValue(small.read(path), LeaseHolder.class)) : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Whether the file exists; true while the file system cannot be reached. */
    boolean exists() {
        try {
            return files.exists(path);
        } catch (IOException unreachable) {
            return true;
        }
    }

    /** Whether the file exists and was changed within this time. */
    boolean isYoungerThan(Duration age) throws IOException {
        return files.exists(path)
                && files.getFileStatus(path).getModificationTime() + age.toMillis() > System.currentTimeMillis();
    }

    /**
     * Deletes the file.
     *
     * @return whether it existed
     */
    boolean delete() throws IOException {
        return files.delete(path, false);
    }

    private static byte[] json(LeaseHolder holder) {
        try {
            return JSON.writeValueAsString(holder).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
