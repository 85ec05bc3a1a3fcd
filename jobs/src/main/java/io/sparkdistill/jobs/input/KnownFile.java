package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.Secrets;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;

/**
 * A known file describes a file of an input as a run has found it.
 *
 * @param path with scheme
 * @param length in bytes
 * @param modified time of the last change, in milliseconds since 1970
 * @param content tag of an object store or hash of the content; empty if neither is known
 * @param seen time when the content was looked at, in milliseconds since 1970
 */
public record KnownFile(String path, long length, long modified, String content, long seen) {
    /** File systems round times of change to as much as two seconds. */
    private static final long RESOLUTION = 3_000;

    /**
     * Whether a file is this one, unchanged. A file that was changed just before it was looked at may have changed
     * again within the resolution of the time.
     */
    boolean isSurely(FileStatus file) {
        return length == file.getLen() && modified == file.getModificationTime() && modified + RESOLUTION < seen;
    }

    /** Whether a file that was looked at later has the same content, as far as it was known. */
    boolean isSameAs(KnownFile later) {
        return later != null
                && length == later.length
                && modified == later.modified
                && (content.isEmpty() || content.equals(later.content));
    }

    /** Returns the same file with another path, such as one with the credentials that a stored path lacks. */
    KnownFile at(String otherPath) {
        return new KnownFile(otherPath, length, modified, content, seen);
    }

    /** Maps files by their paths without credentials, since a stored path has none. */
    static Map<String, KnownFile> byPath(Collection<KnownFile> files) {
        return files.stream().collect(Collectors.toMap(file -> Secrets.redact(file.path()), Function.identity()));
    }
}
