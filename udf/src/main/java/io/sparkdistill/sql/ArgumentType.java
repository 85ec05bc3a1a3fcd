package io.sparkdistill.sql;

import io.sparkdistill.distill.InvalidInputException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.TypeCollection;

/**
 * Describes the type of an argument, and converts its values from Catalyst to Java.
 *
 * @param types types that are accepted without a cast; others are cast to the first of them where Spark allows it
 * @param readers readers of the types
 * @param <A> Java type that the function takes
 */
record ArgumentType<A>(List<DataType> types, Readers<A> readers) implements Serializable {
    /** An array of {@code float} or {@code double} without nulls. */
    static final ArgumentType<double[]> VECTOR = new ArgumentType<>(
            List.of(DataTypes.createArrayType(DataTypes.DoubleType), DataTypes.createArrayType(DataTypes.FloatType)),
            ArgumentType::vectorReader);

    static final ArgumentType<Double> NUMBER =
            new ArgumentType<>(List.of(DataTypes.DoubleType), type -> value -> (Double) value);

    /** Whole numbers of any type. Spark's own cast to one would drop decimals, and make NaN 0, without a word. */
    private static final List<DataType> WHOLE =
            List.of(DataTypes.DoubleType, DataTypes.IntegerType, DataTypes.LongType);

    static final ArgumentType<Integer> INTEGER =
            new ArgumentType<>(WHOLE, type -> value -> (int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE));

    static final ArgumentType<Long> LONG =
            new ArgumentType<>(WHOLE, type -> value -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE));

    static final ArgumentType<String> TEXT =
            new ArgumentType<>(List.of(DataTypes.StringType), type -> Object::toString);

    /** Returns the types as Catalyst's input type. */
    AbstractDataType inputType() {
        return new TypeCollection(Sequences.asScala(types));
    }

    /** Returns the reader of a type. */
    Reader<A> reader(DataType type) {
        return readers.of(type);
    }

    /** Selects the reader of a type, once for all rows. */
    interface Readers<A> extends Serializable {
        Reader<A> of(DataType type);
    }

    /** Reads a value that is not null. */
    interface Reader<A> extends Serializable {
        A read(Object value);
    }

    private static Reader<double[]> vectorReader(DataType type) {
        return ((ArrayType) type).elementType().equals(DataTypes.FloatType)
                ? ArgumentType::readFloats
                : ArgumentType::readDoubles;
    }

    private static long whole(Object value, long least, long most) {
        double number = ((Number) value).doubleValue();
        long whole = ((Number) value).longValue();
        if (number != Math.rint(number) || number < least || number > most || whole < least || whole > most) {
            throw new InvalidInputException(
                    "read a number", "value must be whole, from %d to %d: %s".formatted(least, most, value));
        }
        return whole;
    }

    private static double[] readFloats(Object value) {
        ArrayData array = (ArrayData) value;
        double[] vector = new double[array.numElements()];
        for (int i = 0; i < vector.length; i++) {
            checkPresent(array, i);
            vector[i] = array.getFloat(i);
        }
        return vector;
    }

    private static double[] readDoubles(Object value) {
        ArrayData array = (ArrayData) value;
        double[] vector = new double[array.numElements()];
        for (int i = 0; i < vector.length; i++) {
            checkPresent(array, i);
            vector[i] = array.getDouble(i);
        }
        return vector;
    }

    private static void checkPresent(ArrayData array, int index) {
        if (array.isNullAt(index)) {
            throw new InvalidInputException("read an array", "value must not be null: null for class " + index);
        }
    }
}
