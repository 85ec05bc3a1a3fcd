package io.sparkdistill.jobs.kill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system, which halts the process at the n-th change below a folder: before a rename or a delete, and
 * after a file is created but has no content. Checksum files count too.
 */
public final class HaltingFileSystem extends LocalFileSystem {
    /** The exit code of a halted process. */
    public static final int HALTED = 86;

    private static String watched = "";
    private static long haltAt;
    private static long changes;

    public HaltingFileSystem() {
        super(new Raw());
    }

    /**
     * Starts to count changes.
     *
     * @param folder absolute path of the folder
     * @param change number of the change at which the process halts, from 1
     */
    public static synchronized void watch(String folder, long change) {
        watched = folder + "/";
        haltAt = change;
        changes = 0;
    }

    /** Returns the number of changes since {@link #watch}. */
    public static synchronized long changes() {
        return changes;
    }

    private static synchronized void changed(String operation, Path path) {
        String local = path.toUri().getPath();
        if (watched.isEmpty() || !local.startsWith(watched)) {
            return;
        }
        changes++;
        if (changes == haltAt) {
            note(operation + " " + local.substring(watched.length()));
            Runtime.getRuntime().halt(HALTED);
        }
    }

    /** Writes where the process halts, beside the watched folder. */
    private static void note(String step) {
        try {
            java.nio.file.Path note = java.nio.file.Path.of(watched).resolveSibling("step");
            Files.writeString(note, step, StandardCharsets.UTF_8, StandardOpenOption.CREATE);
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    /** Counts the changes of data files and of checksum files. */
    private static final class Raw extends RawLocalFileSystem {
        @Override
        public boolean rename(Path source, Path target) throws IOException {
            changed("rename", source);
            return super.rename(source, target);
        }

        @Override
        public boolean delete(Path path, boolean recursive) throws IOException {
            if (exists(path)) {
                changed("delete", path);
            }
            return super.delete(path, recursive);
        }

        @Override
        public FSDataOutputStream create(
                Path path, boolean overwrite, int buffer, short replication, long block, Progressable progress)
                throws IOException {
            FSDataOutputStream out = super.create(path, overwrite, buffer, replication, block, progress);
            changed("create", path);
            return out;
        }

        @Override
        public FSDataOutputStream create(
                Path path,
                FsPermission permission,
                boolean overwrite,
                int buffer,
                short replication,
                long block,
                Progressable progress)
                throws IOException {
            FSDataOutputStream out = super.create(path, permission, overwrite, buffer, replication, block, progress);
            changed("create", path);
            return out;
        }

        @Override
        public FSDataOutputStream createNonRecursive(
                Path path,
                FsPermission permission,
                EnumSet<CreateFlag> flags,
                int buffer,
                short replication,
                long block,
                Progressable progress)
                throws IOException {
            FSDataOutputStream out =
                    super.createNonRecursive(path, permission, flags, buffer, replication, block, progress);
            changed("create", path);
            return out;
        }
    }
}
