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
 * Lists the files of an output without reading them.
 *
 * @param format of all tables
 */
record Listing(Output output, TableFormat format, Configuration hadoop) {
    /** Paths of the files of a table that has its own log. */
    private static final Pattern LOGGED = Pattern.compile("\\.(parquet|orc|avro)$|(^|/)metadata/");

    /** Whether a folder exists. */
    boolean has(String folder) {
        return output.exists(folder);
    }

    /**
     * Returns the lengths in bytes of all files under a folder, by their paths in it. Names that begin with a dot or an
     * underscore are left out, as Spark does. Files of Delta and Iceberg are left out too: these formats notice a
     * missing file themselves, and rearrange files at any time.
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

    /** Returns the files under a folder that hold rows of a table; none for a table that has its own log. */
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

    /** Whether Spark would read a file of this name as rows of a table. */
    boolean isTableFile(String file) {
        return file.endsWith("." + format.source());
    }
}
