package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/** Checks a pair of IDX files before Spark starts: that they are complete, and have as many labels as images. */
final class IdxCheck {
    private final InputEntry entry;
    private final Optional<Integer> width;
    private final Configuration hadoop;

    /**
     * Creates a check.
     *
     * @param width of every image in pixels; empty for any
     */
    IdxCheck(InputEntry entry, Optional<Integer> width, Configuration hadoop) {
        this.entry = entry;
        this.width = width;
        this.hadoop = hadoop;
    }

    /**
     * Checks the files.
     *
     * @throws InputException that names the file, what is wrong and the remedy
     */
    void check() {
        InputFiles images = InputFiles.of(entry, hadoop);
        IdxHeader header = read(images, ".path", this::checkImages);
        if (entry.labels().isEmpty()) {
            return;
        }
        InputFiles labelFile = labels(entry.labels().get());
        IdxHeader ofLabels = read(labelFile, ".labels", this::checkLabels);
        if (ofLabels.count() != header.count()) {
            throw new InputException("Cannot read %s: %s has %d images but %s has %d labels; name files of one another"
                    .formatted(
                            entry.key(),
                            entry.path(),
                            header.count(),
                            entry.labels().get(),
                            ofLabels.count()));
        }
    }

    private InputFiles labels(String path) {
        return InputFiles.of(path, entry.key(), "labels", hadoop);
    }

    /** Returns a text that differs for other files. */
    String identity() {
        String images = InputFiles.of(entry, hadoop).identity();
        return entry.labels()
                .map(path -> images + "; " + labels(path).identity())
                .orElse(images);
    }

    private IdxHeader read(InputFiles files, String key, Check check) {
        if (files.files().size() != 1) {
            throw new InputException("Cannot read %s: it names %d files; name one"
                    .formatted(entry.key() + key, files.files().size()));
        }
        FileStatus file = files.files().get(0);
        try (DataInputStream in = new DataInputStream(files.open(file))) {
            return check.check(in);
        } catch (IOException e) {
            throw new InputException(
                    "Cannot read %s: %s: %s".formatted(entry.key() + key, file.getPath(), e.getMessage()), e);
        }
    }

    private interface Check {
        IdxHeader check(DataInputStream in) throws IOException;
    }

    private IdxHeader checkImages(DataInputStream in) throws IOException {
        IdxHeader header = IdxHeader.read(in);
        if (header.sizes().size() < 2) {
            throw new IOException("expected images, but it has labels alone: one dimension");
        }
        if (header.count() <= entry.part().skip()) {
            throw new IOException("it has %d images; set %s.skip to fewer: %d"
                    .formatted(header.count(), entry.key(), entry.part().skip()));
        }
        int found = header.sizes().get(header.sizes().size() - 1);
        if (width.isPresent() && found != width.get()) {
            throw new IOException("expected rows of %d pixels, as augment.image-width says, but it has rows of %d"
                    .formatted(width.get(), found));
        }
        checkLength(length(in), (long) header.count() * header.itemSize());
        return header;
    }

    private static long length(DataInputStream in) throws IOException {
        long found = 0;
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            found += read;
        }
        return found;
    }

    private IdxHeader checkLabels(DataInputStream in) throws IOException {
        IdxHeader header = IdxHeader.read(in);
        if (header.sizes().size() != 1) {
            throw new IOException("expected labels, of one dimension, but it has " + header.sizes());
        }
        checkLength(length(in), header.count());
        return header;
    }

    private static void checkLength(long found, long expected) throws IOException {
        if (found != expected) {
            throw new IOException("expected %d values after its header but it has %d; the file is damaged"
                    .formatted(expected, found));
        }
    }
}
