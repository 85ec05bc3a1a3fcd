package io.sparkdistill.jobs.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.luben.zstd.Zstd;
import io.sparkdistill.jobs.job.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompressedInputTest {
    private static final String ROWS = "text\tlabel\na\t1\nb\t0\n";

    @TempDir
    Path folder;

    private interface Compressor {
        OutputStream around(OutputStream out) throws IOException;
    }

    private static byte[] compressed(Compressor compressor, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressor.around(bytes)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] zst(String content) {
        return Zstd.compress(content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static Stream<Arguments> files() throws IOException {
        String json = "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\",\"label\":0}\n";
        byte[] half = compressed(GZIPOutputStream::new, "text\tlabel\na\t1\n");
        return Stream.of(
                arguments("t.tsv.zst", "tsv", zst(ROWS)),
                arguments("t.json.zst", "json", zst(json)),
                arguments("t.csv.zst", "csv", joined(zst("text,label\n\"a\",1\n"), zst("b,0\n"))),
                arguments("t.tsv.gz", "tsv", joined(half, compressed(GZIPOutputStream::new, "b\t0\n"))),
                arguments("t.tsv.bz2", "tsv", compressed(BZip2CompressorOutputStream::new, ROWS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void readsWhatIsCompressed(String name, String format, byte[] content) throws IOException {
        Files.write(folder.resolve(name), content);
        assertThat(labeled(name, format).rows()).containsExactly("a -> 1", "b -> 0");
    }

    private Reading labeled(String name, String format) {
        return new Reading(folder, "input.train=[{path=${data}/" + name + ", format=" + format + ", label=label}]");
    }

    @Test
    void tellsWhatItCannotDecompress() throws IOException {
        assertRefused(
                "t.tsv.lz4",
                new byte[] {4, '"', 'M', 24, 96, 64, 1, 2},
                "t.tsv.lz4 is an LZ4 frame, as the command lz4 writes it, which is not read here; unpack it, or compress it"
                        + " by gzip");
        assertRefused("t.xz", new byte[] {(byte) 0xFD, '7', 'z', 'X', 'Z', 0, 0}, "t.xz is xz, which is not read here");
        assertRefused(
                "t.snappy",
                ROWS.repeat(20).getBytes(StandardCharsets.UTF_8),
                "t.snappy is not compressed as its name says: it decompresses to nothing");
        String large = new Random(7)
                .ints(60_000)
                .mapToObj(number -> "word " + number + "\t1\n")
                .collect(Collectors.joining("", "text\tlabel\n", ""));
        byte[] gzip = compressed(GZIPOutputStream::new, large);
        assertRefused("cut.gz", Arrays.copyOf(gzip, gzip.length - 99), "cut.gz: Unexpected end of input stream");
        byte[] zstd = zst(large);
        assertRefused("cut.zst", Arrays.copyOf(zstd, zstd.length - 99), "cut.zst: Truncated source");
    }

    private void assertRefused(String name, byte[] content, String message) throws IOException {
        Files.write(folder.resolve(name), content);
        assertThatThrownBy(() -> labeled(name, "tsv").rows())
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isInstanceOf(InputException.class),
                        thrown -> assertThat(thrown).hasRootCauseMessage(message.substring(message.indexOf(": ") + 2)))
                .hasMessageContaining("Cannot read input.train[0]: ")
                .hasMessageContaining(message);
    }
}
