package io.sparkdistill.network;

import ai.djl.ndarray.NDArray;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Plain arrays to and from streams and DJL's arrays. */
public final class FloatArrays {
    private FloatArrays() {}

    /** Writes a length and its values, 4 bytes each, big-endian. */
    public static void write(DataOutput out, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        out.writeInt(values.length);
        out.write(bytes.array());
    }

    /** Reads what {@link #write} wrote. */
    public static float[] read(DataInput in) throws IOException {
        float[] values = new float[in.readInt()];
        byte[] bytes = new byte[values.length * Float.BYTES];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return values;
    }

    /** Overwrites the memory of an array, which keeps its gradient and its place. */
    static void overwrite(NDArray array, float[] values) {
        if (values.length != array.size()) {
            throw new IllegalArgumentException("Cannot set a parameter of %s: the number of values differs: %d"
                    .formatted(array.getShape(), values.length));
        }
        array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer().put(values);
    }
}
