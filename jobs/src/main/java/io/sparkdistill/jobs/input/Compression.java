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

/** Opens files that are compressed, by a codec of Hadoop or by Zstandard; the extension of the name decides. */
public final class Compression {
    /** The key of Hadoop with the list of further codecs. If several have the same extension, the last one is used. */
    private static final String CODECS = "io.compression.codecs";

    private static final int MAGIC = 6;
    /** The first bytes of formats that no codec of Hadoop reads. The LZ4 and Snappy of Hadoop have other frames. */
    private static final Map<String, String> UNREADABLE = Map.of(
            "\u0004\"M\u0018", "an LZ4 frame, as the command lz4 writes it",
            "\u00ff\u0006\0\0sN", "a Snappy frame",
            "\u00fd7zXZ\0", "xz",
            "7z\u00bc\u00af'\u001c", "a 7z archive",
            "LZIP", "lzip");

    private Compression() {}

    /** Opens a file, and decompresses it if its extension is that of a codec. */
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

    /** Returns the option with which Spark's readers decompress the same files as {@link #open}. */
    static Map<String, String> option(Configuration hadoop) {
        return Map.of(CODECS, codecs(hadoop));
    }

    private static String codecs(Configuration hadoop) {
        String others = hadoop.get(CODECS, "");
        return (others.isEmpty() ? "" : others + ",") + ZstdCodec.class.getName();
    }

    /** Returns the compression of a file if it cannot be read; empty if it can, or if the file is not compressed. */
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
