package io.sparkdistill.jobs.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Small files on any file system of Hadoop that a reader finds whole: the old content or the new, never a part of it.
 *
 * @param hadoop how to reach file systems
 */
public record SmallFiles(Configuration hadoop) {
    /** Object stores show a file once it is closed, and have no rename. */
    private static final Set<String> OBJECT_STORES = Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn");

    /**
     * Writes a file, replacing it.
     *
     * @throws UncheckedIOException with the file and the cause in its message
     */
    public void write(Path file, byte[] bytes) {
        try {
            if (OBJECT_STORES.contains(file.toUri().getScheme())) {
                create(file, bytes);
                return;
            }
            Path part = new Path(file.getParent(), "." + file.getName() + ".part");
            create(part, bytes);
            replace(part, file);
        } catch (IOException e) {
            throw failure("write", file, e);
        }
    }

    private void create(Path file, byte[] bytes) throws IOException {
        try (var out = fileSystem(file).create(file, true)) {
            out.write(bytes);
        }
    }

    /** Reads a file. */
    public byte[] read(Path file) {
        try (var in = fileSystem(file).open(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    /** Moves a file to the place of another one, which need not be there. */
    void replace(Path part, Path target) throws IOException {
        FileSystem files = fileSystem(target);
        if (files instanceof ChecksumFileSystem) {
            // FileContext leaves the checksum file of the old content beside the new content.
            rename(files, part, target);
            return;
        }
        try {
            FileContext.getFileContext(part.toUri(), hadoop).rename(part, target, Options.Rename.OVERWRITE);
        } catch (UnsupportedFileSystemException e) {
            files.delete(target, false);
            rename(files, part, target);
        }
    }

    private static void rename(FileSystem files, Path part, Path target) throws IOException {
        if (!files.rename(part, target)) {
            throw new IOException("%s cannot be renamed to %s".formatted(part, target.getName()));
        }
    }

    private FileSystem fileSystem(Path file) throws IOException {
        return file.getFileSystem(hadoop);
    }

    static UncheckedIOException failure(String what, Path file, IOException cause) {
        return new UncheckedIOException("Cannot %s %s: %s".formatted(what, file, cause.getMessage()), cause);
    }
}
