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
 * Describes the result of a SQL function: its type, and the conversion of its values from Java to Catalyst.
 *
 * @param <R> Java type that the function returns
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

    /** An array of one struct per word, with the fields {@code word} and {@code tag}. */
    static final Result<TaggedSentence> TAGGED_WORDS = new Result<>(
            types -> DataTypes.createArrayType(
                    new StructType().add("word", DataTypes.StringType, false).add("tag", DataTypes.StringType, false),
                    false),
            Result::writeTaggedWords);

    /** Determines the type of the result from those of the arguments. */
    interface Typing extends Serializable {
        DataType of(List<DataType> arguments);
    }

    /** Converts a value to a value of Catalyst. */
    interface Writer<R> extends Serializable {
        Object write(R value, DataType type);
    }

    @SuppressWarnings("unchecked") // The method of a function returns the type of its result.
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
