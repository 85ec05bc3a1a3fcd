package io.sparkdistill.jobs.storage;

import io.sparkdistill.jobs.config.TableFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Lists the folders of an output; no file is read.
 *
 * @param format of all tables
 */
record Listing(Output output, TableFormat format, Configuration hadoop) {
    /** Files of a table that has a log of its own. */
    private static final Pattern LOGGED = Pattern.compile("\\.(parquet|orc|avro)$|(^|/)metadata/");

    /** Whether a folder is there. */
    boolean has(String folder) {
        return output.exists(folder);
    }

    /**
     * The files under a folder at any depth, by their paths in it, with their lengths in bytes. Left out are names that
     * begin with a dot or an underscore, as Spark leaves them out, and the files of tables that keep a log of their own:
     * Delta and Iceberg refuse to read a table that lacks a file, and rearrange files at any time.
     */
    Map<String, Long> files(String folder) {
        Path root = output.path(folder);
        Map<String, Long> files = new TreeMap<>();
        int start = root.toUri().getPath().length() + 1;
        try {
            RemoteIterator<LocatedFileStatus> found = root.getFileSystem(hadoop).listFiles(root, true);
            while (found.hasNext()) {
                LocatedFileStatus file = found.next();
                String path = file.getPath().toUri().getPath().substring(start);
                if (isShown(path)
                        && (format.isPlainFiles() || !LOGGED.matcher(path).find())) {
                    files.put(path, file.getLen());
                }
            }
        } catch (FileNotFoundException e) {
            return files;
        } catch (IOException e) {
            throw SmallFiles.failure("list", root, e);
        }
        return files;
    }

    /** The files under a folder that hold rows of a table; none for a table that has a log of its own. */
    Map<String, Long> tableFiles(String table) {
        Map<String, Long> files = files(table);
        files.keySet().removeIf(file -> !isTableFile(file));
        return files;
    }

    private static boolean isShown(String path) {
        for (String name : path.split("/", -1)) {
            if (name.startsWith(".") || name.startsWith("_")) {
                return false;
            }
        }
        return true;
    }

    /** Whether a file of this name would be read as rows of a table. */
    boolean isTableFile(String file) {
        return file.endsWith("." + format.source());
    }
}
