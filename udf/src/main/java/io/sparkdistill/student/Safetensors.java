package io.sparkdistill.student;

import io.sparkdistill.engine.FloatArrays;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes float32 tensors in the safetensors format of Hugging Face: the length of the header as an unsigned 64-bit
 * little-endian integer, the header as JSON ({@code {"name": {"dtype": "F32", "shape": […], "data_offsets": [begin,
 * end]}, …}}) padded with blanks, and the values of all tensors, little-endian and row-major, without gaps.
 *
 * <p>The values begin at a multiple of 8 bytes, as in the files of Hugging Face's library, so that a reader can map
 * them into memory. DJL writes this format too, but without the padding, and with 32-bit offsets that overflow beyond
 * 2 GiB.
 */
final class Safetensors {
    private static final int ALIGNMENT = 8;
    private static final int LENGTH_BYTES = Long.BYTES;
    /** The maximum length of a header in bytes, as in Hugging Face's library. */
    private static final int MAXIMUM_HEADER = 100_000_000;

    private static final int CHUNK_VALUES = 1 << 16;

    private Safetensors() {}

    /**
     * A tensor holds a float32 array with its name and its sizes.
     *
     * @param name unique within its file
     * @param sizes one per dimension
     * @param values in row-major order
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Tensor(String name, List<Long> sizes, float[] values) {
        Tensor {
            sizes = List.copyOf(sizes);
            if (values.length != sizes.stream().reduce(1L, Math::multiplyExact)) {
                throw new IllegalArgumentException(
                        "Cannot create a tensor: the shape %s of %s does not match the number of its values: %d"
                                .formatted(sizes, name, values.length));
            }
        }
    }

    /**
     * Writes tensors in the given order. Equal tensors give equal bytes.
     *
     * @throws IllegalArgumentException if a name is empty or occurs twice
     */
    static void write(Path file, List<Tensor> tensors) throws IOException {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        for (Tensor tensor : tensors) {
            if (shapes.put(tensor.name(), tensor.sizes()) != null) {
                throw new IllegalArgumentException("Cannot write tensors: names must be unique: " + tensor.name());
            }
        }
        byte[] header = padded(SafetensorsHeader.of(shapes).json());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(ByteBuffer.allocate(LENGTH_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Tensor tensor : tensors) {
                writeValues(out, tensor.values());
            }
        }
    }

    private static byte[] padded(byte[] json) {
        byte[] header = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(header, json.length, header.length, (byte) ' ');
        return header;
    }

    private static void writeValues(OutputStream out, float[] values) throws IOException {
        byte[] bytes = chunk(values.length);
        FloatBuffer floats = floats(bytes);
        for (int start = 0; start < values.length; start += CHUNK_VALUES) {
            int count = Math.min(CHUNK_VALUES, values.length - start);
            floats.put(0, values, start, count);
            out.write(bytes, 0, count * Float.BYTES);
        }
    }

    /**
     * Reads tensors in the order of their values in the file.
     *
     * @throws IOException if the file cannot be read, is damaged, or has a tensor of another type; the message names the file
     */
    static List<Tensor> read(Path file) throws IOException {
        long bytes = Files.size(file);
        return FloatArrays.readFile(file, in -> {
            SafetensorsHeader header = readHeader(in, bytes);
            List<Tensor> tensors = new ArrayList<>();
            for (SafetensorsHeader.Entry entry : header.entries()) {
                tensors.add(new Tensor(entry.name(), entry.sizes(), readValues(in, entry.count())));
            }
            return tensors;
        });
    }

    /** Reads the header, and checks that the file has as many bytes as its tensors need. */
    private static SafetensorsHeader readHeader(DataInputStream in, long fileBytes) throws IOException {
        long length = Long.reverseBytes(in.readLong());
        if (length < 0 || length > MAXIMUM_HEADER) {
            throw new StreamCorruptedException("the header must have at most %d bytes: %s"
                    .formatted(MAXIMUM_HEADER, Long.toUnsignedString(length)));
        }
        if (length > fileBytes - LENGTH_BYTES) {
            throw new EOFException();
        }
        SafetensorsHeader header =
                SafetensorsHeader.parse(new String(in.readNBytes((int) length), StandardCharsets.UTF_8));
        long rest = fileBytes - LENGTH_BYTES - length - header.valueBytes();
        if (rest < 0) {
            throw new EOFException();
        }
        if (rest > 0) {
            throw new StreamCorruptedException("bytes at the end belong to no tensor: " + rest);
        }
        return header;
    }

    private static float[] readValues(DataInputStream in, int length) throws IOException {
        float[] values = new float[length];
        byte[] bytes = chunk(length);
        FloatBuffer floats = floats(bytes);
        for (int start = 0; start < length; start += CHUNK_VALUES) {
            int count = Math.min(CHUNK_VALUES, length - start);
            in.readFully(bytes, 0, count * Float.BYTES);
            floats.get(0, values, start, count);
        }
        return values;
    }

    private static byte[] chunk(int values) {
        return new byte[Float.BYTES * Math.min(CHUNK_VALUES, values)];
    }

    private static FloatBuffer floats(byte[] littleEndian) {
        return ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
}
