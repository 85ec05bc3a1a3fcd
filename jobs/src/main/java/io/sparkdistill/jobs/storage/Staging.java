package io.sparkdistill.jobs.storage;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Stages rows in the folder {@code _staging} of a leased folder. Rows are written there first, each append to a folder
 * of its own, and moved into their table when all of them are written. Spark gives all appends to one table the same
 * temporary folder: it would publish the files of a killed append together with those of the next one.
 *
 * @param leased folder whose lease the run holds; on the file system of the tables
 */
record Staging(Path leased, Configuration hadoop) {
    private static final String NAME = "_staging";

    /** Returns a new folder path for the rows of one append to a table. Nothing exists there. */
    Path folder(String table) {
        return new Path(new Path(leased, NAME), table.replace('/', '-') + "-" + UUID.randomUUID());
    }

    /**
     * Moves all table files of a staged folder to the same relative paths in a table, and deletes the folder. A kill
     * leaves each file in one of the two places, whole; on object stores, where a rename is a copy and a delete, it may
     * leave one file in both, and the staged one is deleted by {@link #sweep}.
     */
    void publish(Path staged, Path table) {
        try {
            FileSystem files = staged.getFileSystem(hadoop);
            files.mkdirs(table);
            for (String file : files(staged).keySet()) {
                Path target = new Path(table, file);
                files.mkdirs(target.getParent());
                if (!files.rename(new Path(staged, file), target)) {
                    throw new IOException("%s cannot be renamed to %s".formatted(file, target));
                }
            }
            files.delete(staged, true);
        } catch (IOException e) {
            throw SmallFiles.failure("write", table, e);
        }
    }

    /** Returns the lengths in bytes of the table files of a staged folder, by their paths in it. */
    Map<String, Long> files(Path staged) {
        Map<String, Long> found = new TreeMap<>();
        try {
            FileSystem files = staged.getFileSystem(hadoop);
            int start = files.makeQualified(staged).toUri().getPath().length() + 1;
            RemoteIterator<LocatedFileStatus> all = files.listFiles(staged, true);
            while (all.hasNext()) {
                LocatedFileStatus file = all.next();
                String name = file.getPath().getName();
                if (!name.startsWith("_") && !name.startsWith(".")) {
                    found.put(file.getPath().toUri().getPath().substring(start), file.getLen());
                }
            }
        } catch (IOException e) {
            throw SmallFiles.failure("list", staged, e);
        }
        return found;
    }

    /** Deletes the files of killed appends. The caller holds the lease, so nobody is writing them. */
    void sweep() {
        Path folder = new Path(leased, NAME);
        try {
            folder.getFileSystem(hadoop).delete(folder, true);
        } catch (IOException e) {
            throw SmallFiles.failure("delete", folder, e);
        }
    }
}
