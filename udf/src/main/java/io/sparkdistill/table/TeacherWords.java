package io.sparkdistill.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table {@code word_vectors/} holds the vectors that models give to single words: one row per word and model. */
public final class TeacherWords {
    public static final String TABLE = "word_vectors";

    /** A hash of the bytes of model and tokenizer, and of every option that changes a vector. */
    public static final String FINGERPRINT = Logits.FINGERPRINT;
    /** The word, as the student splits texts. */
    public static final String WORD = "word";
    /** The vector, before any reduction: float32 values, little-endian. */
    public static final String VECTOR = "vector";

    public static final StructType SCHEMA = new StructType()
            .add(FINGERPRINT, DataTypes.StringType, false)
            .add(WORD, DataTypes.StringType, false)
            .add(VECTOR, DataTypes.BinaryType, false);

    private TeacherWords() {}

    /** Returns the bytes of a vector. */
    public static byte[] bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    /** Returns the vector of some bytes. */
    public static double[] vector(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        double[] vector = new double[bytes.length / Float.BYTES];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = buffer.getFloat();
        }
        return vector;
    }
}
