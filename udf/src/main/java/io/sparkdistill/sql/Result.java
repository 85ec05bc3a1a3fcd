package io.sparkdistill.sql;

import io.sparkdistill.augment.TaggedSentence;
import io.sparkdistill.distill.Vectors;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What a SQL function returns, and how Catalyst's value is made from a plain Java value.
 *
 * @param <R> what the method behind the function returns
 */
record Result<R>(Typing typing, Writer<R> writer) implements Serializable {
    /** An array with the element type of the first argument. */
    static final Result<double[]> VECTOR = new Result<>(
            types -> DataTypes.createArrayType(((ArrayType) types.get(0)).elementType(), false), Result::writeVector);

    static final Result<Double> NUMBER = new Result<>(types -> DataTypes.DoubleType, (value, type) -> value);

    static final Result<Integer> INTEGER = new Result<>(types -> DataTypes.IntegerType, (value, type) -> value);

    static final Result<int[]> INTEGERS = new Result<>(
            types -> DataTypes.createArrayType(DataTypes.IntegerType, false),
            (value, type) -> UnsafeArrayData.fromPrimitiveArray(value));

    static final Result<String> TEXT =
            new Result<>(types -> DataTypes.StringType, (value, type) -> UTF8String.fromString(value));

    /** A row a word: {@code word}, {@code tag}. */
    static final Result<TaggedSentence> TAGGED_WORDS = new Result<>(
            types -> DataTypes.createArrayType(
                    new StructType().add("word", DataTypes.StringType, false).add("tag", DataTypes.StringType, false),
                    false),
            Result::writeTaggedWords);

    /** The result's type, from the arguments' types. */
    interface Typing extends Serializable {
        DataType of(List<DataType> arguments);
    }

    /** Makes Catalyst's value of the result's type. */
    interface Writer<R> extends Serializable {
        Object write(R value, DataType type);
    }

    @SuppressWarnings("unchecked") // The method behind a function returns what the function's result writes.
    Object write(Object value, DataType type) {
        return writer.write((R) value, type);
    }

    private static Object writeVector(double[] value, DataType type) {
        return ((ArrayType) type).elementType().equals(DataTypes.FloatType)
                ? UnsafeArrayData.fromPrimitiveArray(Vectors.narrow(value))
                : UnsafeArrayData.fromPrimitiveArray(value);
    }

    private static Object writeTaggedWords(TaggedSentence value, DataType type) {
        Object[] rows = new Object[value.words().size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new GenericInternalRow(new Object[] {
                UTF8String.fromString(value.words().get(i)),
                UTF8String.fromString(value.tags().get(i))
            });
        }
        return new GenericArrayData(rows);
    }
}
