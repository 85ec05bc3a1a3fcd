package io.sparkdistill.jobs.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;

import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.Rejected;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Counts rejected rows by reason. */
final class Rejections {
    private static final int MOST = 30;
    private static final int LONGEST = 200;

    private Rejections() {}

    /** A rejection counts the rows that one verb rejected for one reason. */
    record Rejection(String verb, String kind, String reason, long rows) {}

    /** Returns the most frequent reasons, by verb. */
    static List<Rejection> of(JobContext context, SparkSession spark) {
        List<Rejection> rejections = new ArrayList<>();
        for (String verb : List.of(Verbs.AUGMENT, Verbs.LABEL)) {
            Dataset<Row> rejected = context.output().read(spark, Rejected.of(verb), Rejected.SCHEMA);
            rejected.groupBy(
                            coalesce(col(Rejected.KIND), lit("")).as(Rejected.KIND),
                            substring(col(Rejected.REASON), 1, LONGEST).as(Rejected.REASON))
                    .count()
                    .orderBy(col("count").desc(), col(Rejected.REASON))
                    .limit(MOST)
                    .collectAsList()
                    .forEach(row ->
                            rejections.add(new Rejection(verb, row.getString(0), row.getString(1), row.getLong(2))));
        }
        return rejections;
    }
}
