package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/** Checks from the first {@value #SAMPLED} bytes of a file that it is text in the character set of its entry. */
record TextSample(InputEntry entry, FileStatus file, byte[] bytes, boolean isCut) {
    private static final int SAMPLED = 64 << 10;
    /** The largest size in bytes of a compressed file without content, whatever the compression. */
    private static final int MOST_OF_NOTHING = 300;

    private static final double MOST_MALFORMED = 0.01;
    private static final double MOST_ZEROS = 0.2;

    private static final Map<String, String> OTHER_FORMATS = Map.of(
            "PAR1", "is Parquet; set %s.format = parquet",
            "PK\u0003\u0004",
                    "is a ZIP archive or a spreadsheet; unpack it, or save it as csv, and name that in %s.path",
            "\u001f\u008b", "is compressed by gzip; let its name end in .gz, for %s",
            "BZh", "is compressed by bzip2; let its name end in .bz2, for %s",
            "(\u00b5/\u00fd", "is compressed by Zstandard; let its name end in .zst, for %s",
            "ORC", "is ORC; read it as a table, %s.format = table");

    /**
     * Reads the sample of a file.
     *
     * @throws InputException if it is compressed in a way that cannot be read
     */
    static TextSample of(InputEntry entry, FileStatus file, Configuration hadoop) throws IOException {
        Compression.unreadable(file.getPath(), hadoop).ifPresent(what -> {
            throw refused(entry, file, "is " + what + ", which is not read here; unpack it, or compress it by gzip");
        });
        try (InputStream in = Compression.open(file.getPath(), hadoop)) {
            byte[] bytes = in.readNBytes(SAMPLED);
            if (bytes.length == 0 && file.getLen() > MOST_OF_NOTHING) {
                throw refused(entry, file, "is not compressed as its name says: it decompresses to nothing");
            }
            return new TextSample(entry, file, bytes, bytes.length == SAMPLED && in.read() >= 0);
        }
    }

    /**
     * Checks that the sample is text in the entry's character set.
     *
     * @throws InputException that names the file, what it is and the remedy
     */
    void requireReadable() {
        String start = new String(bytes, 0, Math.min(bytes.length, 4), StandardCharsets.ISO_8859_1);
        OTHER_FORMATS.forEach((magic, problem) -> {
            boolean binary = (!magic.equals("ORC") && !magic.equals("BZh")) || hasZeros(0);
            if (start.startsWith(magic) && binary) {
                throw refused(problem.formatted(entry.key()));
            }
        });
        if (entry.layout().encoding().equals(StandardCharsets.UTF_8)) {
            requireUtf8(start);
        }
    }

    private void requireUtf8(String start) {
        String encoding = entry.key() + ".encoding";
        if (start.equals("\u00ff\u00fe\0\0") || start.equals("\0\0\u00fe\u00ff")) {
            throw refused("is UTF-32, by its byte order mark; set %s = UTF-32".formatted(encoding));
        }
        if (start.startsWith("\u00ff\u00fe") || start.startsWith("\u00fe\u00ff")) {
            throw refused("is UTF-16, by its byte order mark; set %s = UTF-16".formatted(encoding));
        }
        if (hasZeros(MOST_ZEROS)) {
            throw refused("is not UTF-8: many of its bytes are 0; set %s, perhaps to UTF-16LE".formatted(encoding));
        }
        List<String> lines = lines();
        long malformed = malformedLines(lines);
        if (malformed > 0) {
            throw refused("is not UTF-8 in %d of its first %d lines; set %s to what it is, such as windows-1252"
                    .formatted(malformed, lines.size(), encoding));
        }
    }

    private List<String> lines() {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = isCut ? text.lastIndexOf('\n') + 1 : text.length();
        return List.of(text.substring(0, end).split("\n"));
    }

    /** Counts the lines that are not UTF-8 if these are all lines beyond ASCII; zero if they are a few damaged ones. */
    private static long malformedLines(List<String> lines) {
        List<String> beyondAscii = lines.stream()
                .filter(line -> line.chars().anyMatch(character -> character >= 0x80))
                .toList();
        long malformed = beyondAscii.stream().filter(line -> !isUtf8(line)).count();
        return malformed == beyondAscii.size() && malformed >= MOST_MALFORMED * lines.size() ? malformed : 0;
    }

    /**
     * Returns the character set that the sample is most likely written in: by its byte order mark, its zeros, or, for
     * bytes that are not UTF-8, the usual one of Windows in the West.
     */
    Charset likelyEncoding() {
        String start = new String(bytes, 0, Math.min(bytes.length, 4), StandardCharsets.ISO_8859_1);
        if (start.equals("\u00ff\u00fe\0\0") || start.equals("\0\0\u00fe\u00ff")) {
            return Charset.forName("UTF-32");
        }
        if (start.startsWith("\u00ff\u00fe") || start.startsWith("\u00fe\u00ff")) {
            return StandardCharsets.UTF_16;
        }
        if (hasZeros(MOST_ZEROS)) {
            return StandardCharsets.UTF_16LE;
        }
        return malformedLines(lines()) > 0 ? Charset.forName("windows-1252") : StandardCharsets.UTF_8;
    }

    /** Returns whether the sample has the whole first line. */
    boolean hasLine() {
        return !isCut
                || new String(bytes, entry.layout().encoding()).lines().limit(2).count() > 1;
    }

    private boolean hasZeros(double share) {
        int zeros = 0;
        for (byte each : bytes) {
            zeros += each == 0 ? 1 : 0;
        }
        return zeros > share * bytes.length;
    }

    private static boolean isUtf8(String line) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private InputException refused(String problem) {
        return refused(entry, file, problem);
    }

    private static InputException refused(InputEntry entry, FileStatus file, String problem) {
        return new InputException("Cannot read %s: %s %s".formatted(entry.key(), file.getPath(), problem));
    }
}
