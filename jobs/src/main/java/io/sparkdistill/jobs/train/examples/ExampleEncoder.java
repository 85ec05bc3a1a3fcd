package io.sparkdistill.jobs.train.examples;

import io.sparkdistill.network.Example;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.TransferSet;
import java.nio.ByteBuffer;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Encodes rows of the transfer set, with the columns that {@link TrainingData} adds, as rows of {@link #SCHEMA}. It is
 * a function of Spark, so that texts become ids on the executors.
 */
public final class ExampleEncoder implements MapFunction<Row, Row> {
    /** The column of the teacher's output: probabilities or logits; null without a teacher. */
    public static final String TARGET = "target";

    /**
     * The column of the classes of a sparse target, as in {@link Example#targetClasses}; null if the target has all.
     */
    static final String TARGET_CLASSES = "target_classes";

    /** The column of the teacher's hidden state; null if the loss compares none. */
    static final String HIDDEN = Logits.HIDDEN;

    /** The column of the hash of an example's key, which decides its position in every epoch. */
    static final String HASH = "hash";

    /** The column of the encoded example, in the form of {@link ExampleBytes}. */
    static final String EXAMPLE = "example";

    /** The column that tells whether an example is held back from training, to choose the best epoch. */
    static final String HELD_BACK = "held_back";

    /** The schema of encoded rows. */
    public static final StructType SCHEMA = new StructType()
            .add(HASH, DataTypes.LongType, false)
            .add(EXAMPLE, DataTypes.BinaryType, false)
            .add(HELD_BACK, DataTypes.BooleanType, false);

    private static final long HASH_SEED = 42;

    private final InputEncoder encoder;

    ExampleEncoder(InputEncoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public Row call(Row row) {
        String text = row.getAs(TransferSet.TEXT);
        InputEncoder.TokenIds ids =
                text == null ? InputEncoder.TokenIds.ABSENT : encoder.encode(text, row.getAs(TransferSet.TEXT_PAIR));
        int label = row.fieldIndex(TransferSet.LABEL);
        Example example = new Example(
                ids.words(),
                ids.pairWords(),
                Floats.array(row, row.fieldIndex(TransferSet.FEATURES)),
                row.isNullAt(label) ? Example.UNLABELED : row.getInt(label),
                Floats.array(row, row.fieldIndex(TARGET)),
                classes(row, row.fieldIndex(TARGET_CLASSES)),
                Floats.array(row, row.fieldIndex(HIDDEN)));
        UTF8String key = UTF8String.fromString(row.getAs(TransferSet.EXAMPLE_KEY));
        long hash = XXH64.hashUnsafeBytes(key.getBaseObject(), key.getBaseOffset(), key.numBytes(), HASH_SEED);
        return RowFactory.create(hash, ExampleBytes.of(example), row.getAs(HELD_BACK));
    }

    private static int[] classes(Row row, int column) {
        return row.isNullAt(column)
                ? null
                : row.<Integer>getList(column).stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    /** Returns the example of an encoded row. */
    static Example example(Row row) {
        return ExampleBytes.read(ByteBuffer.wrap(bytes(row)));
    }

    static long hash(Row row) {
        return row.getLong(SCHEMA.fieldIndex(HASH));
    }

    static byte[] bytes(Row row) {
        return row.getAs(SCHEMA.fieldIndex(EXAMPLE));
    }
}
