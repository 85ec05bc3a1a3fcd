package io.sparkdistill.jobs.train.examples;

import io.sparkdistill.network.Example;
import java.nio.ByteBuffer;

/**
 * Serializes examples. The bytes begin with the label, as four bytes. For each part of the example follow its length,
 * as four bytes (-1 if the part is absent), and its numbers of four bytes each. Spark sorts, spills and sends such
 * bytes unchanged, whereas an array of numbers in a row would become one object per number.
 */
public final class ExampleBytes {
    private static final int HEADER = 7 * Integer.BYTES;

    private ExampleBytes() {}

    public static byte[] of(Example example) {
        int values = length(example.words())
                + length(example.pairWords())
                + length(example.features())
                + length(example.target())
                + length(example.targetClasses())
                + length(example.hidden());
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + values * Integer.BYTES);
        bytes.putInt(example.label());
        put(bytes, example.words());
        put(bytes, example.pairWords());
        put(bytes, example.features());
        put(bytes, example.target());
        put(bytes, example.targetClasses());
        put(bytes, example.hidden());
        return bytes.array();
    }

    /** Reads the example at the position of a buffer, and moves the position behind it. */
    static Example read(ByteBuffer bytes) {
        int label = bytes.getInt();
        int[] words = ints(bytes);
        int[] pairWords = ints(bytes);
        float[] features = floats(bytes);
        float[] target = floats(bytes);
        int[] targetClasses = ints(bytes);
        return new Example(words, pairWords, features, label, target, targetClasses, floats(bytes));
    }

    private static int length(int[] part) {
        return part == null ? 0 : part.length;
    }

    private static int length(float[] part) {
        return part == null ? 0 : part.length;
    }

    private static void put(ByteBuffer bytes, int[] part) {
        bytes.putInt(part == null ? -1 : part.length);
        if (part != null) {
            bytes.asIntBuffer().put(part);
            bytes.position(bytes.position() + part.length * Integer.BYTES);
        }
    }

    private static void put(ByteBuffer bytes, float[] part) {
        bytes.putInt(part == null ? -1 : part.length);
        if (part != null) {
            bytes.asFloatBuffer().put(part);
            bytes.position(bytes.position() + part.length * Float.BYTES);
        }
    }

    private static int[] ints(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0) {
            return null;
        }
        int[] part = new int[length];
        bytes.asIntBuffer().get(part);
        bytes.position(bytes.position() + length * Integer.BYTES);
        return part;
    }

    private static float[] floats(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0) {
            return null;
        }
        float[] part = new float[length];
        bytes.asFloatBuffer().get(part);
        bytes.position(bytes.position() + length * Float.BYTES);
        return part;
    }
}
