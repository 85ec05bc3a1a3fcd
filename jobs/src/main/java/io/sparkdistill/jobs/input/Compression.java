package io.sparkdistill.jobs.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Compressed files, known by their names: what Hadoop decompresses, and Zstandard. */
public final class Compression {
    /** Hadoop's list of codecs beside those that it knows by itself; of several with one extension the last counts. */
    private static final String CODECS = "io.compression.codecs";

    private static final int MAGIC = 6;
    /** How files begin that no codec of Hadoop reads, whatever their names. Its LZ4 and Snappy have other frames. */
    private static final Map<String, String> UNREADABLE = Map.of(
            "\u0004\"M\u0018", "an LZ4 frame, as the command lz4 writes it",
            "\u00ff\u0006\0\0sN", "a Snappy frame",
            "\u00fd7zXZ\0", "xz",
            "7z\u00bc\u00af'\u001c", "a 7z archive",
            "LZIP", "lzip");

    private Compression() {}

    /** Opens a file, decompressed if its name says that it is compressed. */
    public static InputStream open(Path path, Configuration hadoop) throws IOException {
        CompressionCodec codec = codec(path, hadoop);
        InputStream in = path.getFileSystem(hadoop).open(path);
        return codec == null ? in : codec.createInputStream(in);
    }

    private static CompressionCodec codec(Path path, Configuration hadoop) {
        Configuration withZstd = new Configuration(hadoop);
        withZstd.set(CODECS, codecs(hadoop));
        return new CompressionCodecFactory(withZstd).getCodec(path);
    }

    /** The option of Spark's readers that makes them decompress what {@link #open} does. */
    static Map<String, String> option(Configuration hadoop) {
        return Map.of(CODECS, codecs(hadoop));
    }

    private static String codecs(Configuration hadoop) {
        String others = hadoop.get(CODECS, "");
        return (others.isEmpty() ? "" : others + ",") + ZstdCodec.class.getName();
    }

    /** What a file is that is compressed in a way that cannot be read; empty for any other. */
    static Optional<String> unreadable(Path path, Configuration hadoop) throws IOException {
        try (InputStream in = path.getFileSystem(hadoop).open(path)) {
            String start = new String(in.readNBytes(MAGIC), StandardCharsets.ISO_8859_1);
            return UNREADABLE.entrySet().stream()
                    .filter(magic -> start.startsWith(magic.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }
}
