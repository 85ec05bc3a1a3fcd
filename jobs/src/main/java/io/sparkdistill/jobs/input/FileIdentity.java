package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.Secrets;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;

/**
 * Identifies files by a hash without reading all of them. Names, sizes and modification times do not reveal a change
 * within the resolution of the time. The hash therefore also has the entity tag of an object store or, without one and
 * for at most {@value #MOST_SAMPLED} files, the content: the whole of files of up to {@value #WHOLE} bytes, else
 * beginning, middle and end.
 */
final class FileIdentity {
    private static final int MOST_SAMPLED = 256;
    private static final int WHOLE = 8 << 20;
    private static final int SAMPLE = 1 << 20;

    private final Configuration hadoop;

    FileIdentity(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    String of(Collection<FileStatus> files) {
        return text(look(files, List.of()));
    }

    /**
     * Looks at files. The content of a known file that is unchanged is not read again.
     *
     * @param known files that an earlier run has looked at
     */
    List<KnownFile> look(Collection<FileStatus> files, Collection<KnownFile> known) {
        Map<String, KnownFile> byPath = KnownFile.byPath(known);
        long now = System.currentTimeMillis();
        long changed =
                files.stream().filter(file -> unchanged(file, byPath).isEmpty()).count();
        return files.stream()
                .map(file -> unchanged(file, byPath)
                        .orElseGet(() -> new KnownFile(
                                file.getPath().toString(),
                                file.getLen(),
                                file.getModificationTime(),
                                content(file, changed),
                                now)))
                .toList();
    }

    /** Returns what is known of a file that is surely unchanged, with the path that it is read from. */
    private static Optional<KnownFile> unchanged(FileStatus file, Map<String, KnownFile> known) {
        String path = file.getPath().toString();
        return Optional.ofNullable(known.get(Secrets.redact(path)))
                .filter(before -> before.isSurely(file))
                .map(before -> before.at(path));
    }

    /** Returns a text that differs if the files differ. */
    static String text(Collection<KnownFile> files) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        long bytes = 0;
        for (KnownFile file : files) {
            String line = "%s %d %d %s%n".formatted(file.path(), file.length(), file.modified(), file.content());
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            bytes += file.length();
        }
        String hash = Hex.encodeHexString(digest.digest()).substring(0, 32);
        return "%d files of %d bytes, %s".formatted(files.size(), bytes, hash);
    }

    private String content(FileStatus file, long files) {
        if (file instanceof EtagSource tagged && tagged.getEtag() != null) {
            return tagged.getEtag();
        }
        if (files > MOST_SAMPLED) {
            return "";
        }
        try (FSDataInputStream in = file.getPath().getFileSystem(hadoop).open(file.getPath())) {
            return hash(in, file.getLen());
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s".formatted(file.getPath(), e.getMessage()), e);
        }
    }

    private static String hash(FSDataInputStream in, long length) throws IOException {
        if (length <= WHOLE) {
            return DigestUtils.sha256Hex(in.readAllBytes());
        }
        MessageDigest digest = DigestUtils.getSha256Digest();
        for (long from : new long[] {0, (length - SAMPLE) / 2, length - SAMPLE}) {
            in.seek(from);
            digest.update(in.readNBytes(SAMPLE));
        }
        return Hex.encodeHexString(digest.digest());
    }
}
