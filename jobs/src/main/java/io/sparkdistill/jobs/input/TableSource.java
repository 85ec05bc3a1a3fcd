package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * Reads the table or view of Spark's catalog that an entry of the configuration names. Nothing is checked before Spark
 * starts, because only Spark can open it.
 */
final class TableSource implements InputSource {
    private final InputEntry entry;

    TableSource(InputEntry entry) {
        this.entry = entry;
    }

    @Override
    public void check() {}

    /** Returns a hash of the columns that are read; it does not depend on the order of the rows. */
    @Override
    public String identity(SparkSession spark) {
        Dataset<Row> rows = all(spark);
        List<String> columns = List.of(rows.columns());
        Column hash = xxhash64(
                columns.stream().map(name -> col(ColumnNames.quoted(name))).toArray(Column[]::new));
        return rows.agg(count(lit(1)), bit_xor(hash), sum(hash.cast("decimal(20,0)")))
                .first()
                .mkString(" ");
    }

    @Override
    public Dataset<Row> read(SparkSession spark) {
        Dataset<Row> rows = all(spark);
        return entry.part().isAll()
                ? rows
                : RowRange.slice(spark, rows, entry.part().skip(), entry.part().end());
    }

    private Dataset<Row> all(SparkSession spark) {
        if (!spark.catalog().tableExists(entry.path())) {
            throw new InputException(
                    "Cannot read %s: no such table in Spark's catalog: %s; set %s.path to an existing one"
                            .formatted(entry.key(), entry.path(), entry.key()));
        }
        Dataset<Row> table = spark.table(entry.path());
        String source = "table " + entry.path();
        ColumnNames names = new ColumnNames(entry, source, List.of(table.columns()));
        TypedColumns typed = new TypedColumns(entry, source);
        List<StructField> read = entry.columns().stream()
                .map(name -> table.schema().apply(names.indexOf(name)))
                .toList();
        return RowShape.of(table, entry, lit(source), TypedColumns.absent(), TypedColumns.problem(read), name -> {
            int index = names.indexOf(name);
            return typed.value(
                    name,
                    col(ColumnNames.quoted(names.columns().get(index))),
                    table.schema().apply(index).dataType());
        });
    }
}
