package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.statistics.Interval;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Measures accuracy by the length of the text. */
final class LengthSlices {
    private static final double[] QUARTILES = {0.25, 0.5, 0.75};
    private static final double EXACT = 0.001;
    private static final String LENGTH = "characters";
    private static final String SLICE = "slice";

    private LengthSlices() {}

    /** Returns the accuracy of every model on one split, for each quarter of the lengths; none for examples without text. */
    static List<Slice> of(JobContext context, SparkSession spark, String predictions, Split split) {
        Dataset<Row> lengths = context.output()
                .read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA)
                .where(col(TransferSet.TEXT).isNotNull())
                .dropDuplicates(TransferSet.EXAMPLE_KEY)
                .select(
                        col(TransferSet.EXAMPLE_KEY),
                        length(col(TransferSet.TEXT))
                                .plus(coalesce(length(col(TransferSet.TEXT_PAIR)), lit(0)))
                                .as(LENGTH));
        double[] limits = DoubleStream.of(lengths.stat().approxQuantile(LENGTH, QUARTILES, EXACT))
                .distinct()
                .toArray();
        if (limits.length == 0) {
            return List.of();
        }
        List<Slice> slices = new ArrayList<>();
        context.output()
                .read(spark, predictions, Predicted.SCHEMA)
                .where(col(Predicted.SPLIT).equalTo(split.columnValue()))
                .where(col(Predicted.LABEL).isNotNull())
                .join(lengths, Predicted.EXAMPLE_KEY)
                .groupBy(
                        col(Predicted.MODEL),
                        col(Predicted.SPLIT),
                        slice(limits).as(SLICE))
                .agg(
                        count("*"),
                        sum(when(col(Predicted.LABEL).equalTo(col(Predicted.PREDICTED)), 1)
                                .otherwise(0)))
                .orderBy(col(Predicted.SPLIT), col(SLICE), col(Predicted.MODEL))
                .collectAsList()
                .forEach(row -> slices.add(new Slice(
                        Slice.LENGTH,
                        range(limits, row.getInt(2)),
                        row.getString(0),
                        row.getString(1),
                        row.getLong(3),
                        accuracy(row.getLong(4), row.getLong(3)))));
        return slices;
    }

    private static Column slice(double... limits) {
        Column slice = lit(0);
        for (double limit : limits) {
            slice = slice.plus(when(col(LENGTH).gt(limit), 1).otherwise(0));
        }
        return slice;
    }

    private static String range(double[] limits, int slice) {
        if (slice == 0) {
            return "up to %.0f".formatted(limits[0]);
        }
        String from = "%.0f".formatted(limits[slice - 1] + 1);
        return slice == limits.length ? from + " and more" : from + " to %.0f".formatted(limits[slice]);
    }

    static Estimate accuracy(long correct, long rows) {
        return Estimate.of((double) correct / rows, Interval.ofShare(correct, rows));
    }
}
