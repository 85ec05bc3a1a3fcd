package io.sparkdistill.jobs.input;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;

/**
 * Decompresses Zstandard for Hadoop, with the library that Spark has. Hadoop's own codec of this name needs native code
 * that Spark's distributions lack. Hadoop creates it by reflection, from {@code io.compression.codecs}.
 */
final class ZstdCodec implements CompressionCodec {
    static final String EXTENSION = ".zst";

    @Override
    public CompressionInputStream createInputStream(InputStream in) throws IOException {
        return new Decompressed(in);
    }

    @Override
    public CompressionInputStream createInputStream(InputStream in, Decompressor none) throws IOException {
        return createInputStream(in);
    }

    @Override
    public CompressionOutputStream createOutputStream(OutputStream out) {
        throw new UnsupportedOperationException("Cannot write Zstandard: this codec reads only");
    }

    @Override
    public CompressionOutputStream createOutputStream(OutputStream out, Compressor none) {
        return createOutputStream(out);
    }

    @Override
    public Class<? extends Compressor> getCompressorType() {
        return null; // As createCompressor.
    }

    @Override
    public Compressor createCompressor() {
        return null; // Streams compress by themselves.
    }

    @Override
    public Class<? extends Decompressor> getDecompressorType() {
        return null; // As createDecompressor.
    }

    @Override
    public Decompressor createDecompressor() {
        return null; // Streams decompress by themselves.
    }

    @Override
    public String getDefaultExtension() {
        return EXTENSION;
    }

    /** Reads the content of a file that has one or more frames. */
    private static final class Decompressed extends CompressionInputStream {
        private final ZstdInputStream content;

        Decompressed(InputStream in) throws IOException {
            super(in);
            this.content = new ZstdInputStream(in);
        }

        @Override
        public int read() throws IOException {
            return content.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return content.read(bytes, offset, length);
        }

        @Override
        public void resetState() {
            throw new UnsupportedOperationException("Cannot go back in a compressed file");
        }

        @Override
        public void close() throws IOException {
            content.close();
            super.close();
        }
    }
}
