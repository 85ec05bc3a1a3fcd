package io.sparkdistill.jobs.input;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.nio.charset.StandardCharsets;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Converts typed columns, of Parquet files and tables, to the texts and features of an entry.
 *
 * @param source the file or table, for messages
 */
record TypedColumns(InputEntry entry, String source) {
    /**
     * Returns a column as text, or as features if the entry names it so.
     *
     * @param name name of the column in the entry
     * @throws InputException if its type cannot be that
     */
    Column value(String name, Column column, DataType type) {
        if (entry.features().filter(name::equals).isPresent()) {
            return features(name, column, type);
        }
        if (isText(type)) {
            return decoded(column);
        }
        if (!isNested(type)) {
            return column.cast(DataTypes.StringType);
        }
        if (entry.label().filter(name::equals).isPresent()) {
            throw refused("a label", name, type, "a number, a text or a boolean");
        }
        return when(column.isNotNull(), to_json(column));
    }

    private Column features(String name, Column column, DataType type) {
        if (type.equals(SQLDataTypes.VectorType())) {
            return when(column.isNotNull(), vector_to_array(column, "float32"));
        }
        if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
            return column.cast(RowShape.FEATURES);
        }
        throw refused("features", name, type, "an array of numbers or a vector of Spark ML");
    }

    /**
     * Returns the reason why a row cannot be used: it has bytes that are not UTF-8, which Spark would replace silently.
     */
    static Column problem(Iterable<StructField> columns) {
        Column problem = when(lit(false), absent());
        for (StructField column : columns) {
            Column value = col(ColumnNames.quoted(column.name()));
            if (isText(column.dataType())) {
                problem = problem.when(
                        value.isNotNull().and(decoded(value).isNull()), "column " + column.name() + " is not UTF-8");
            }
        }
        return problem;
    }

    private static boolean isText(DataType type) {
        return type.equals(DataTypes.StringType) || type.equals(DataTypes.BinaryType);
    }

    private static Column decoded(Column bytes) {
        return new CharacterDecoder(StandardCharsets.UTF_8).decodedBytes(bytes.cast(DataTypes.BinaryType));
    }

    private static boolean isNested(DataType type) {
        return type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
    }

    private InputException refused(String what, String name, DataType type, String expected) {
        return new InputException("Cannot use column %s of %s in %s as %s: expected %s but it is %s"
                .formatted(name, entry.key(), source, what, expected, type.catalogString()));
    }

    /** Returns a column that is null in every row. */
    static Column absent() {
        return lit(null).cast(DataTypes.StringType);
    }
}
