package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.input.InputColumn;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Split;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Measures accuracy by the values of a column of the inputs. */
final class ColumnSlices {
    private static final int MOST_VALUES = 50;
    private static final String ABSENT = "absent";
    private static final String ROWS = "rows";

    private ColumnSlices() {}

    /** Returns the accuracy of every model on one split, for each of the most frequent values. */
    static List<Slice> of(JobContext context, SparkSession spark, String predictions, Split split, String column) {
        Dataset<Row> values = new InputColumn(context, column).read(spark);
        Dataset<Row> counts = context.output()
                .read(spark, predictions, Predicted.SCHEMA)
                .where(col(Predicted.SPLIT).equalTo(split.columnValue()))
                .where(col(Predicted.LABEL).isNotNull())
                .join(values, asKeys(), "left")
                .groupBy(coalesce(col(InputColumn.VALUE), lit(ABSENT)).as(InputColumn.VALUE), col(Predicted.MODEL))
                .agg(
                        count("*").as(ROWS),
                        sum(when(col(Predicted.LABEL).equalTo(col(Predicted.PREDICTED)), 1)
                                .otherwise(0)))
                .cache();
        List<String> frequent = counts
                .groupBy(InputColumn.VALUE)
                .agg(sum(ROWS).as(ROWS))
                .orderBy(col(ROWS).desc(), col(InputColumn.VALUE))
                .limit(MOST_VALUES)
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
        try {
            return counts
                    .where(col(InputColumn.VALUE).isin(frequent.toArray()))
                    .orderBy(InputColumn.VALUE, Predicted.MODEL)
                    .collectAsList()
                    .stream()
                    .map(row -> new Slice(
                            column,
                            row.getString(0),
                            row.getString(1),
                            split.columnValue(),
                            row.getLong(2),
                            LengthSlices.accuracy(row.getLong(3), row.getLong(2))))
                    .toList();
        } finally {
            counts.unpersist();
        }
    }

    private static String[] asKeys() {
        return new String[] {Predicted.EXAMPLE_KEY};
    }
}
