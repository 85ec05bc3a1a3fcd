package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The examples of one teacher. An example is pending if {@code logits/} has no row with its key and the teacher's
 * fingerprint, and the teacher has not rejected it. A run after a kill, a nightly run with new rows and a run after
 * augmentation are therefore the same operation.
 */
final class TeacherExamples {
    /** The table of the examples that teachers have rejected. */
    static final String REJECTED = Rejected.of(Verbs.LABEL);

    private static final String KEY = TransferSet.EXAMPLE_KEY;
    private static final String LABELED = "labeled";
    private static final String REFUSED = "refused";
    private static final String COUNT = "count";
    private static final int REASONS = 3;
    private static final int REASON_CHARACTERS = 200;

    private final Output output;
    private final Dataset<Row> all;
    private final SparkSession spark;
    private final String fingerprint;

    TeacherExamples(Output output, SparkSession spark, String fingerprint) {
        this.output = output;
        this.spark = spark;
        this.fingerprint = fingerprint;
        this.all = all(output, spark);
    }

    /**
     * Returns the distinct examples of transfer set and evaluation set. The transfer set has no duplicates and no
     * example of the evaluation set, so only the latter is shuffled.
     */
    private static Dataset<Row> all(Output output, SparkSession spark) {
        Dataset<Row> train = output.read(spark, TransferSet.TABLE, TransferSet.SCHEMA);
        Dataset<Row> evaluation = output.read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA);
        return train.union(evaluation.dropDuplicates(KEY));
    }

    /**
     * Counts the examples in one query. An example with several rows of logits counts once; a killed run may have left
     * such rows. An example that was rejected and labeled later counts as labeled.
     */
    LabelingCounts counts() {
        Dataset<Row> labeled = Logits.of(
                        output.read(spark, Logits.TABLE, Logits.SCHEMA),
                        fingerprint,
                        Logits.TOKEN_COUNT,
                        Logits.TRUNCATED)
                .withColumn(LABELED, lit(true));
        Dataset<Row> refused =
                rejections().select(col(KEY), lit(true).as(REFUSED)).distinct();
        Row sums = all.select(KEY)
                .join(labeled, KEY, "left")
                .join(refused, KEY, "left")
                .agg(
                        count(lit(1)),
                        count(when(col(LABELED).isNull().and(col(REFUSED).isNull()), true)),
                        count(LABELED),
                        count(when(col(LABELED).isNull(), col(REFUSED))),
                        count(when(col(Logits.TRUNCATED), true)),
                        coalesce(sum(Logits.TOKEN_COUNT), lit(0L)))
                .first();
        return new LabelingCounts(
                sums.getLong(0), sums.getLong(1), sums.getLong(2), sums.getLong(3), sums.getLong(4), sums.getLong(5));
    }

    /** Returns the examples that the teacher has yet to label. */
    Dataset<Row> pending() {
        return all.join(logits(), KEY, "left_anti").join(rejections(), KEY, "left_anti");
    }

    /** Counts the rejections by teachers, including those of examples that are no longer in the transfer set. */
    static long rejectionCount(Output output, SparkSession spark, List<String> fingerprints) {
        return output.read(spark, REJECTED, Rejected.SCHEMA)
                .where(col(Rejected.SOURCE).isin(fingerprints.toArray()))
                .select(KEY, Rejected.SOURCE)
                .distinct()
                .count();
    }

    /** Returns the most frequent reasons of rejections, with their counts and kinds. */
    List<String> reasons() {
        return rejections()
                .groupBy(coalesce(col(Rejected.KIND), lit("unknown")), col(Rejected.REASON))
                .agg(countDistinct(KEY).as(COUNT))
                .orderBy(col(COUNT).desc(), col(Rejected.REASON))
                .takeAsList(REASONS)
                .stream()
                .map(row -> "%,d %s: %s".formatted(row.getLong(2), row.getString(0), abbreviated(row.getString(1))))
                .toList();
    }

    private static String abbreviated(String reason) {
        return reason.length() <= REASON_CHARACTERS ? reason : reason.substring(0, REASON_CHARACTERS) + "...";
    }

    /**
     * Deletes the rejections by teachers, whatever their reason, so that these examples are pending again. If a kill
     * leaves the table without other rejections, their examples are pending again too.
     */
    static void clearRejections(Output output, SparkSession spark, List<String> fingerprints) {
        Dataset<Row> others = output.read(spark, REJECTED, Rejected.SCHEMA)
                .drop(Rejected.STAGE)
                .where(not(col(Rejected.SOURCE).isin(fingerprints.toArray())))
                .localCheckpoint();
        output.overwrite(others, REJECTED);
    }

    private Dataset<Row> logits() {
        return output.read(spark, Logits.TABLE, Logits.SCHEMA)
                .where(col(Logits.FINGERPRINT).equalTo(fingerprint));
    }

    private Dataset<Row> rejections() {
        return output.read(spark, REJECTED, Rejected.SCHEMA)
                .where(col(Rejected.SOURCE).equalTo(fingerprint));
    }
}
