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
 * What an argument may be, and how a plain Java value is read from Catalyst's.
 *
 * @param types the types that are taken as they are; others are cast to the first of them where Spark's rules allow it
 * @param <A> what the method behind the function takes
 */
record Kind<A>(List<DataType> types, Reader<A> reader) implements Serializable {
    /** An array of {@code float} or {@code double}, without nulls in it. */
    static final Kind<double[]> VECTOR = new Kind<>(
            List.of(DataTypes.createArrayType(DataTypes.DoubleType), DataTypes.createArrayType(DataTypes.FloatType)),
            Kind::readVector);

    static final Kind<Double> NUMBER = new Kind<>(List.of(DataTypes.DoubleType), (value, type) -> (Double) value);

    static final Kind<Integer> INTEGER = new Kind<>(List.of(DataTypes.IntegerType), (value, type) -> (Integer) value);

    static final Kind<Long> LONG = new Kind<>(List.of(DataTypes.LongType), (value, type) -> (Long) value);

    static final Kind<String> TEXT = new Kind<>(List.of(DataTypes.StringType), (value, type) -> value.toString());

    /** The types as Catalyst wants them. */
    AbstractDataType inputType() {
        return new TypeCollection(Sequences.asScala(types));
    }

    /** Reads a value that is not null, of the argument's own type. */
    interface Reader<A> extends Serializable {
        A read(Object value, DataType type);
    }

    private static double[] readVector(Object value, DataType type) {
        ArrayData array = (ArrayData) value;
        boolean single = ((ArrayType) type).elementType().equals(DataTypes.FloatType);
        double[] vector = new double[array.numElements()];
        for (int i = 0; i < vector.length; i++) {
            if (array.isNullAt(i)) {
                throw new InvalidInputException("read an array", "value must not be null: null for class " + i);
            }
            vector[i] = single ? array.getFloat(i) : array.getDouble(i);
        }
        return vector;
    }
}
