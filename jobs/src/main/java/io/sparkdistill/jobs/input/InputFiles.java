package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** The files behind an entry of the configuration: one file, a folder of files, or a pattern. */
final class InputFiles {
    private final FileSystem fileSystem;
    private final List<FileStatus> files;

    private InputFiles(FileSystem fileSystem, List<FileStatus> files) {
        this.fileSystem = fileSystem;
        this.files = files;
    }

    /** The files of an entry's examples. */
    static InputFiles of(InputEntry entry, Configuration hadoop) {
        return of(entry.path(), entry.key(), "path", hadoop);
    }

    /**
     * The files that a setting names.
     *
     * @param key of its group in the configuration, for messages
     */
    static InputFiles of(String pattern, String key, String setting, Configuration hadoop) {
        Path path = new Path(pattern);
        try {
            FileSystem fileSystem = path.getFileSystem(hadoop);
            FileStatus[] matches = fileSystem.globStatus(path);
            List<FileStatus> files = new ArrayList<>();
            for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
                files.addAll(Arrays.asList(match.isFile() ? new FileStatus[] {match} : children(fileSystem, match)));
            }
            if (files.isEmpty()) {
                throw new InputException("Cannot read %s: no such file: %s; set %s.%s to an existing file or folder"
                        .formatted(key, pattern, key, setting));
            }
            return new InputFiles(fileSystem, files);
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s: %s".formatted(key, pattern, e.getMessage()), e);
        }
    }

    private static FileStatus[] children(FileSystem fileSystem, FileStatus folder) throws IOException {
        FileStatus[] children = fileSystem.listStatus(
                folder.getPath(),
                path -> !path.getName().startsWith("_") && !path.getName().startsWith("."));
        Arrays.sort(children);
        return Arrays.stream(children).filter(FileStatus::isFile).toArray(FileStatus[]::new);
    }

    List<FileStatus> files() {
        return files;
    }

    /** Opens a file, decompressed if its name says that it is compressed. */
    InputStream open(FileStatus file) throws IOException {
        CompressionCodec codec = new CompressionCodecFactory(fileSystem.getConf()).getCodec(file.getPath());
        InputStream in = fileSystem.open(file.getPath());
        return codec == null ? in : codec.createInputStream(in);
    }

    /** What tells these files from others: names, lengths and times of change. */
    String identity() {
        return files.stream()
                .map(file -> file.getPath() + " " + file.getLen() + " " + file.getModificationTime())
                .collect(Collectors.joining("; "));
    }
}
