package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Lists the files behind an entry of the configuration, in the order of their paths: one file, all files in a folder
 * and in the folders within it, or all files that a pattern matches. Files and folders whose names begin with {@code _}
 * or {@code .} are left out, as Spark does.
 */
final class InputFiles {
    private static final Set<String> TABLE_LOGS = Set.of("_delta_log", ".hoodie");

    private final String key;
    private final String pattern;
    private final String setting;
    private final Configuration hadoop;
    private final Map<String, FileStatus> files = new TreeMap<>();

    private InputFiles(String key, String pattern, String setting, Configuration hadoop) {
        this.key = key;
        this.pattern = pattern;
        this.setting = setting;
        this.hadoop = hadoop;
    }

    /** Lists the files of an entry's examples. */
    static InputFiles of(InputEntry entry, Configuration hadoop) {
        return of(entry.path(), entry.key(), "path", hadoop);
    }

    /**
     * Lists the files that a setting names.
     *
     * @param key of its group in the configuration, for messages
     * @throws InputException if there is none, or one that cannot be opened
     */
    static InputFiles of(String pattern, String key, String setting, Configuration hadoop) {
        InputFiles found = new InputFiles(key, pattern, setting, hadoop);
        try {
            found.list();
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s: %s".formatted(key, pattern, e.getMessage()), e);
        }
        return found;
    }

    private void list() throws IOException {
        Path path = path();
        FileSystem fileSystem = path.getFileSystem(hadoop);
        FileStatus literal = status(fileSystem, path);
        if (literal != null && literal.isFile()) {
            requireVisible(literal);
            add(literal);
        } else if (literal != null) {
            addAll(fileSystem, literal);
        } else {
            FileStatus[] matches = isGlob() ? fileSystem.globStatus(path) : null;
            for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
                if (isVisible(match.getPath().getName())) {
                    addAll(fileSystem, match);
                }
            }
        }
        if (files.isEmpty()) {
            String problem = literal == null ? "no such file: " : "no file in it: ";
            throw new InputException("Cannot read %s: %s%s; set %s.%s to an existing file or folder"
                    .formatted(key, problem, pattern, key, setting));
        }
        requireOpenable(fileSystem);
    }

    private Path path() {
        try {
            return new Path(pattern);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "Cannot read %s: %s is no path: %s; set %s.%s to a path without a colon in its first name, or rename it"
                            .formatted(key, pattern, e.getMessage(), key, setting),
                    e);
        }
    }

    /**
     * Returns the file or folder of exactly this name, which may have the characters of a pattern; null if there is
     * none.
     */
    private static FileStatus status(FileSystem fileSystem, Path path) throws IOException {
        try {
            return fileSystem.getFileStatus(path);
        } catch (java.io.FileNotFoundException e) {
            return null; // It may be a pattern.
        }
    }

    private boolean isGlob() {
        return pattern.chars().anyMatch(character -> "{}[]*?\\".indexOf(character) >= 0);
    }

    private void addAll(FileSystem fileSystem, FileStatus found) throws IOException {
        if (found.isFile()) {
            add(found);
            return;
        }
        int root = found.getPath().toUri().getPath().length();
        RemoteIterator<LocatedFileStatus> all = fileSystem.listFiles(found.getPath(), true);
        while (all.hasNext()) {
            FileStatus file = all.next();
            requireNoTable(file.getPath());
            String below = file.getPath().toUri().getPath().substring(root);
            if (Arrays.stream(below.split("/")).allMatch(InputFiles::isVisible)) {
                add(file);
            }
        }
    }

    /**
     * Checks that a file is not part of a Delta, Hudi or Iceberg table: only their logs tell which files are current.
     */
    private void requireNoTable(Path file) {
        Path folder = file.getParent();
        boolean icebergs = folder.getName().equals("metadata") && file.getName().endsWith(".metadata.json");
        if (icebergs || TABLE_LOGS.contains(folder.getName())) {
            throw new InputException(
                    "Cannot read %s: %s is a table of Delta, Hudi or Iceberg, whose files hold rows that are deleted too;"
                                    .formatted(key, folder.getParent())
                            + " register it in Spark's catalog, and set %s.format = table".formatted(key));
        }
    }

    private void add(FileStatus file) {
        files.put(file.getPath().toString(), file);
    }

    private static boolean isVisible(String name) {
        return !name.startsWith(".") && !name.endsWith("._COPYING_") && (!name.startsWith("_") || name.contains("="));
    }

    private void requireVisible(FileStatus file) {
        if (!isVisible(file.getPath().getName())) {
            throw new InputException("Cannot read %s: Spark ignores files whose names begin with _ or . : %s; rename it"
                    .formatted(key, file.getPath()));
        }
    }

    /** Checks that the local file system of Hadoop can open all files; it fails on names with a colon. */
    private void requireOpenable(FileSystem fileSystem) {
        files.values().stream()
                .map(FileStatus::getPath)
                .filter(path -> fileSystem instanceof ChecksumFileSystem
                        && path.getName().contains(":"))
                .findFirst()
                .ifPresent(path -> {
                    throw new InputException(
                            "Cannot read %s: Hadoop's local file system opens no file with a colon in its name: %s;"
                                            .formatted(key, path)
                                    + " rename it");
                });
    }

    /** Returns all files, empty ones included. */
    List<FileStatus> files() {
        return List.copyOf(files.values());
    }

    /** Returns the paths of all files that are not empty. */
    List<String> paths() {
        return files.values().stream()
                .filter(file -> file.getLen() > 0)
                .map(file -> file.getPath().toString())
                .toList();
    }

    /** Opens a file, and decompresses it if its extension is that of a codec. */
    InputStream open(FileStatus file) throws IOException {
        return Compression.open(file.getPath(), hadoop);
    }

    /** Returns a short text that changes with the names, sizes, modification times or content of the files. */
    String identity() {
        return new FileIdentity(hadoop).of(files.values());
    }

    /** Returns all files, without reading those again that an earlier run knew and that are unchanged. */
    List<KnownFile> look(List<KnownFile> known) {
        return new FileIdentity(hadoop).look(files.values(), known);
    }
}
