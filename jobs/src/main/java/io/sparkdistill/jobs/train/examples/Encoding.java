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
 * From rows of the transfer set, with a column {@link #TARGET}, to rows of {@link #SCHEMA}: texts become ids, on the
 * executors.
 */
public final class Encoding implements MapFunction<Row, Row> {
    /** What the teacher said of the example: probabilities or logits; null without a teacher. */
    public static final String TARGET = "target";

    /** The classes that the target lists, as {@link Example#targetClasses} says; null when it has all. */
    static final String TARGET_CLASSES = "target_classes";

    /** The teacher's hidden state; null where none is compared. */
    static final String HIDDEN = Logits.HIDDEN;

    /** The hash of an example's key, which decides its place in every epoch. */
    static final String HASH = "hash";

    /** The example: {@link ExampleBytes}. */
    static final String EXAMPLE = "example";

    /** Encoded rows. */
    public static final StructType SCHEMA =
            new StructType().add(HASH, DataTypes.LongType, false).add(EXAMPLE, DataTypes.BinaryType, false);

    private static final long HASH_SEED = 42;

    private final Reading reading;

    Encoding(Reading reading) {
        this.reading = reading;
    }

    @Override
    public Row call(Row row) {
        String text = row.getAs(TransferSet.TEXT);
        Reading.Ids ids = text == null ? Reading.Ids.NONE : reading.read(text, row.getAs(TransferSet.TEXT_PAIR));
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
        return RowFactory.create(hash, ExampleBytes.of(example));
    }

    private static int[] classes(Row row, int column) {
        return row.isNullAt(column)
                ? null
                : row.<Integer>getList(column).stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    /** The example in an encoded row. */
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
