package io.sparkdistill.teacher;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Restricts which folders models are read from. A model file is code that runs on every executor, so a Spark that many
 * people share should load only files that somebody has checked. Links in a local folder are followed: whoever may write
 * to an allowed folder may add any model.
 *
 * @param roots folders that may be read, with everything below them; empty: no restriction
 */
public record AllowedRoots(Optional<List<String>> roots) {
    /** The Spark property: folders separated by commas, on any file system that Hadoop reads. */
    public static final String KEY = "spark.distill.models.allowed-roots";

    /** No restriction. */
    public static final AllowedRoots ANY = new AllowedRoots(Optional.empty());

    public AllowedRoots {
        roots = roots.map(List::copyOf);
    }

    /** Reads the value of {@value #KEY}. An empty value allows no folder. */
    public static AllowedRoots parse(String value) {
        return new AllowedRoots(Optional.of(Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(root -> !root.isEmpty())
                .toList()));
    }

    /**
     * Requires that a path is an allowed folder or lies below one.
     *
     * @throws IOException if it does not; the message names the property
     */
    void require(Path path, Configuration hadoop) throws IOException {
        if (roots.isEmpty()) {
            return;
        }
        Path place = qualified(path, hadoop);
        for (String root : roots.get()) {
            if (isWithin(place, qualified(new Path(root), hadoop))) {
                return;
            }
        }
        throw new IOException(
                "%s is not below a folder of %s (%s); ask the administrator of this Spark to add its folder"
                        .formatted(path, KEY, String.join(", ", roots.get())));
    }

    /** A path is normalized when it is made, so none of its parents is left through "..". */
    private static boolean isWithin(Path place, Path root) {
        for (Path parent = place; parent != null; parent = parent.getParent()) {
            if (parent.equals(root)) {
                return true;
            }
        }
        return false;
    }

    private static Path qualified(Path path, Configuration hadoop) throws IOException {
        FileSystem files = path.getFileSystem(hadoop);
        return path.makeQualified(files.getUri(), files.getWorkingDirectory());
    }
}
