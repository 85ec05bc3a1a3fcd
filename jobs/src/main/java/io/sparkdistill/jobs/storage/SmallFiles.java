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
 * Reads and writes small files on any file system of Hadoop. A reader finds either the old or the new content of a
 * file, never a part of it.
 *
 * @param hadoop configuration of the file systems
 */
public record SmallFiles(Configuration hadoop) {
    /** Object stores, where a file appears only once it is closed, and which have no rename. */
    private static final Set<String> OBJECT_STORES = Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn");

    /**
     * Writes a file and replaces an existing one.
     *
     * @throws UncheckedIOException if it cannot be written; the message names the file and the cause
     */
    public void write(Path file, byte[] bytes) {
        try {
            if (isObjectStore(file)) {
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

    /**
     * Copies a file of this machine and replaces an existing one.
     *
     * @throws UncheckedIOException if it cannot be copied; the message names the target and the cause
     */
    public void copyFromLocal(java.nio.file.Path local, Path target) {
        try {
            if (isObjectStore(target)) {
                put(local, target);
                return;
            }
            Path part = target.suffix(".part");
            put(local, part);
            replace(part, target);
        } catch (IOException e) {
            throw failure("write", target, e);
        }
    }

    private void put(java.nio.file.Path local, Path target) throws IOException {
        fileSystem(target).copyFromLocalFile(false, true, new Path(local.toUri()), target);
    }

    private boolean isObjectStore(Path file) throws IOException {
        return OBJECT_STORES.contains(fileSystem(file).getUri().getScheme());
    }

    private void create(Path file, byte[] bytes) throws IOException {
        try (var out = withoutChecksums(fileSystem(file)).create(file, true)) {
            out.write(bytes);
        }
    }

    /**
     * Reads a file.
     *
     * @throws UncheckedIOException if it cannot be read; the message names the file and the cause
     */
    public byte[] read(Path file) {
        try (var in = fileSystem(file).open(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    /** A kill between the writing of a file and of its checksum file would leave a file that cannot be read. */
    private static FileSystem withoutChecksums(FileSystem files) {
        return files instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : files;
    }

    /** Renames a file and replaces an existing one. */
    private void replace(Path part, Path target) throws IOException {
        FileSystem files = fileSystem(target);
        if (files instanceof ChecksumFileSystem checked) {
            replace(checked, part, target);
            return;
        }
        try {
            FileContext.getFileContext(part.toUri(), hadoop).rename(part, target, Options.Rename.OVERWRITE);
        } catch (UnsupportedFileSystemException e) {
            files.delete(target, false);
            rename(files, part, target);
        }
    }

    /** Replaces a file so that no instant has the checksums of one content beside another content. */
    private static void replace(ChecksumFileSystem checked, Path part, Path target) throws IOException {
        FileSystem raw = checked.getRawFileSystem();
        Path checksums = checked.getChecksumFile(part);
        raw.delete(checked.getChecksumFile(target), false);
        rename(raw, part, target);
        if (raw.exists(checksums)) {
            rename(raw, checksums, checked.getChecksumFile(target));
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
