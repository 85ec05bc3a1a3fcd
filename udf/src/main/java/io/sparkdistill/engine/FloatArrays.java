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

/** Converts arrays of floats to and from streams and DJL's arrays. */
public final class FloatArrays {
    private static final int CHUNK = 1 << 20;

    private FloatArrays() {}

    /** Writes the length and the values, 4 bytes each, big-endian. */
    public static void write(DataOutput out, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        out.writeInt(values.length);
        out.write(bytes.array());
    }

    /**
     * Reads a file that holds arrays.
     *
     * @throws IOException if the file cannot be read or is damaged; the message names the file
     */
    public static <T> T readFile(Path file, Reader<T> reader) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return reader.read(in);
        } catch (EOFException e) {
            throw new IOException("Cannot read %s: the file is damaged: unexpected end".formatted(file), e);
        } catch (StreamCorruptedException | UTFDataFormatException e) {
            throw new IOException("Cannot read %s: the file is damaged: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Reads the content of a file. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /**
     * Reads an array that {@link #write} wrote.
     *
     * @throws IOException if the stream is damaged; a length beyond its end costs little memory
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

    /**
     * Returns a copy of an array's values in row-major order, whatever their order in memory. No array is left in its
     * manager.
     */
    public static float[] copy(NDArray array) {
        try (NDManager work = array.getManager().newSubManager()) {
            return view(array, work).toFloatArray();
        }
    }

    /**
     * Returns a view of the same memory in another manager, which also receives the contiguous copy that DJL makes of
     * an array that is not contiguous.
     */
    private static NDArray view(NDArray array, NDManager manager) {
        NDArray view = array.stopGradient();
        view.attach(manager);
        return view;
    }

    /**
     * Overwrites the values of an array in place. The array keeps its gradient, its address and its order in memory.
     *
     * @param values new values in row-major order
     */
    public static void overwrite(NDArray array, float[] values) {
        if (values.length != array.size()) {
            throw new IllegalArgumentException(
                    "Cannot set a parameter of shape %s: the number of values does not match: %d"
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
