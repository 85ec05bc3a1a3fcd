package io.sparkdistill.jobs.storage;

import io.sparkdistill.jobs.config.TableFormat;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds truncated table files, as a full disk or a broken copy leaves them. Spark cannot read any row of such a file.
 */
record TruncatedFiles(FileSystem fileSystem, TableFormat format) {
    private static final int TAIL = 4;

    /**
     * Returns the truncated ones of some files.
     *
     * @param files paths in the folder, with lengths in bytes
     */
    List<Path> of(Path folder, Map<String, Long> files) {
        return files.entrySet().parallelStream()
                .filter(file -> !isWhole(new Path(folder, file.getKey()), file.getValue()))
                .map(file -> new Path(folder, file.getKey()))
                .toList();
    }

    private boolean isWhole(Path file, long length) {
        byte[] tail = new byte[TAIL];
        try (var in = fileSystem.open(file)) {
            if (length < TAIL) {
                return false;
            }
            in.readFully(length - TAIL, tail);
        } catch (EOFException | ChecksumException e) {
            return false;
        } catch (IOException e) {
            throw SmallFiles.failure("read", file, e);
        }
        // Sources: the file layouts of Apache Parquet (PARE: encrypted footer) and Apache ORC (then the postscript's
        // length).
        String end = new String(tail, StandardCharsets.ISO_8859_1);
        return format == TableFormat.ORC ? end.startsWith("ORC") : end.equals("PAR1") || end.equals("PARE");
    }
}
