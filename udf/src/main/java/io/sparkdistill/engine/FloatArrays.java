package io.sparkdistill.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.io.BufferedInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Plain arrays to and from streams and DJL's arrays. */
public final class FloatArrays {
    private static final int CHUNK = 1 << 20;

    private FloatArrays() {}

    /** Writes a length and its values, 4 bytes each, big-endian. */
    public static void write(DataOutput out, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        out.writeInt(values.length);
        out.write(bytes.array());
    }

    /**
     * Reads a file that holds arrays.
     *
     * @throws IOException if it cannot be read, or is damaged; the message names it
     */
    public static <T> T readFile(Path file, Reader<T> reader) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return reader.read(in);
        } catch (EOFException e) {
            throw new IOException("Cannot read %s: it is damaged: it ends too early".formatted(file), e);
        } catch (StreamCorruptedException | UTFDataFormatException e) {
            throw new IOException("Cannot read %s: it is damaged: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Reads the content of a file. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is damaged; a length beyond the end costs little memory
     */
    public static float[] read(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            throw new StreamCorruptedException("an array has a negative length: " + length);
        }
        float[] values = new float[Math.min(length, CHUNK)];
        byte[] bytes = new byte[values.length * Float.BYTES];
        int start = 0;
        while (start < length) {
            int count = Math.min(CHUNK, length - start);
            in.readFully(bytes, 0, count * Float.BYTES);
            if (start + count > values.length) {
                values = Arrays.copyOf(values, (int) Math.min(length, 2L * values.length));
            }
            ByteBuffer.wrap(bytes).asFloatBuffer().get(values, start, count);
            start += count;
        }
        return values;
    }

    /** A copy of an array's values in row-major order, however they lie in its memory. It leaves nothing with its manager. */
    public static float[] copy(NDArray array) {
        try (NDManager work = array.getManager().newSubManager()) {
            return view(array, work).toFloatArray();
        }
    }

    /** The same memory as an array of another manager, to which DJL gives the contiguous copy of one that is not so. */
    private static NDArray view(NDArray array, NDManager manager) {
        NDArray view = array.stopGradient();
        view.attach(manager);
        return view;
    }

    /**
     * Overwrites the memory of an array, which keeps its gradient and its place, and the order of its values in memory.
     *
     * @param values in row-major order
     */
    public static void overwrite(NDArray array, float[] values) {
        if (values.length != array.size()) {
            throw new IllegalArgumentException("Cannot set a parameter of %s: the number of values differs: %d"
                    .formatted(array.getShape(), values.length));
        }
        try (NDManager work = array.getManager().newSubManager()) {
            NDArray view = view(array, work);
            FloatBuffer memory = view.toByteBuffer(true).asFloatBuffer();
            if (work.getManagedArrays().size() == 1) {
                memory.put(values);
            } else {
                // The buffer is that of a contiguous copy.
                view.set(new NDIndex("..."), work.create(values, array.getShape()));
            }
        }
    }
}
