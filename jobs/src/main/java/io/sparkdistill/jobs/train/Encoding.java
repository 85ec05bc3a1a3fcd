package io.sparkdistill.jobs.train;

import io.sparkdistill.network.Example;
import io.sparkdistill.table.Floats;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * From rows of the transfer set, with a column {@link #TARGET}, to rows of ids, on the executors; and from those
 * to examples, on the driver.
 */
final class Encoding implements MapFunction<Row, Row> {
    /** What the teacher said of the example: probabilities or logits; null without a teacher. */
    static final String TARGET = "target";

    /** The classes that the target lists, as {@link Example#targetClasses} says; null when it has all. */
    static final String TARGET_CLASSES = "target_classes";

    /** The teacher's hidden state; null where none is compared. */
    static final String HIDDEN = Logits.HIDDEN;

    private static final String WORDS = "words";
    private static final String PAIR_WORDS = "pair_words";

    /** Encoded rows. */
    static final StructType SCHEMA = new StructType()
            .add(TransferSet.EXAMPLE_KEY, DataTypes.StringType, false)
            .add(WORDS, DataTypes.createArrayType(DataTypes.IntegerType, false), true)
            .add(PAIR_WORDS, DataTypes.createArrayType(DataTypes.IntegerType, false), true)
            .add(TransferSet.FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(TransferSet.LABEL, DataTypes.IntegerType, true)
            .add(TARGET, DataTypes.createArrayType(DataTypes.FloatType, false), true)
            .add(TARGET_CLASSES, DataTypes.createArrayType(DataTypes.IntegerType, false), true)
            .add(HIDDEN, DataTypes.createArrayType(DataTypes.FloatType, false), true);

    private final Reading reading;

    Encoding(Reading reading) {
        this.reading = reading;
    }

    @Override
    public Row call(Row row) {
        String text = row.getAs(TransferSet.TEXT);
        Reading.Ids ids = text == null ? Reading.Ids.NONE : reading.read(text, row.getAs(TransferSet.TEXT_PAIR));
        return RowFactory.create(
                row.getAs(TransferSet.EXAMPLE_KEY),
                ids.words(),
                ids.pairWords(),
                Floats.array(row, row.fieldIndex(TransferSet.FEATURES)),
                row.getAs(TransferSet.LABEL),
                Floats.array(row, row.fieldIndex(TARGET)),
                ids(row, row.fieldIndex(TARGET_CLASSES)),
                Floats.array(row, row.fieldIndex(HIDDEN)));
    }

    /** The example in an encoded row. */
    static Example example(Row row) {
        int label = row.fieldIndex(TransferSet.LABEL);
        return new Example(
                ids(row, row.fieldIndex(WORDS)),
                ids(row, row.fieldIndex(PAIR_WORDS)),
                Floats.array(row, row.fieldIndex(TransferSet.FEATURES)),
                row.isNullAt(label) ? Example.UNLABELLED : row.getInt(label),
                Floats.array(row, row.fieldIndex(TARGET)),
                ids(row, row.fieldIndex(TARGET_CLASSES)),
                Floats.array(row, row.fieldIndex(HIDDEN)));
    }

    private static int[] ids(Row row, int column) {
        return row.isNullAt(column)
                ? null
                : row.<Integer>getList(column).stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
    }
}
