package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.lit;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Defines the common schema of the rows of all formats, before they are validated. */
final class RowShape {
    /** The column of the row as it was written; null where the other columns have everything. */
    static final String WRITTEN = "written";
    /** The column of the reason why the row could not be read; null if it could. */
    static final String PROBLEM = "problem";

    static final ArrayType FEATURES = DataTypes.createArrayType(DataTypes.FloatType, true);

    private static final StructType SCHEMA = new StructType()
            .add(Rejected.SOURCE, DataTypes.StringType)
            .add(WRITTEN, DataTypes.StringType)
            .add(PROBLEM, DataTypes.StringType)
            .add(TransferSet.TEXT, DataTypes.StringType)
            .add(TransferSet.TEXT_PAIR, DataTypes.StringType)
            .add(TransferSet.FEATURES, FEATURES)
            .add(TransferSet.LABEL, DataTypes.StringType)
            .add(TransferSet.PARENT_KEY, DataTypes.StringType);

    private RowShape() {}

    /** Returns a dataset without rows. */
    static Dataset<Row> none(SparkSession spark) {
        return spark.createDataFrame(List.of(), SCHEMA);
    }

    /**
     * Converts rows to the common schema.
     *
     * @param value from the name of a column of the entry to its value
     */
    static Dataset<Row> of(
            Dataset<Row> rows,
            InputEntry entry,
            Column source,
            Column written,
            Column problem,
            Function<String, Column> value) {
        Optional<String> text = entry.features().isPresent() ? Optional.empty() : Optional.of(entry.text());
        return rows.select(
                source.as(Rejected.SOURCE),
                written.cast(DataTypes.StringType).as(WRITTEN),
                problem.cast(DataTypes.StringType).as(PROBLEM),
                cast(text, value, DataTypes.StringType).as(TransferSet.TEXT),
                cast(entry.textPair(), value, DataTypes.StringType).as(TransferSet.TEXT_PAIR),
                cast(entry.features(), value, FEATURES).as(TransferSet.FEATURES),
                cast(entry.label(), value, DataTypes.StringType).as(TransferSet.LABEL),
                cast(entry.parent(), value, DataTypes.StringType).as(TransferSet.PARENT_KEY));
    }

    private static Column cast(Optional<String> name, Function<String, Column> value, DataType type) {
        return name.map(value).orElse(lit(null)).cast(type);
    }
}
