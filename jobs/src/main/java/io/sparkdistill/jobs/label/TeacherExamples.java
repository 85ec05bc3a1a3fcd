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
 * The examples as one teacher sees them. What is pending is the distinct keys, less those in {@code logits/} under the
 * teacher's fingerprint, less those it rejected. So a run that was killed, a nightly run over new rows and a run after
 * augmentation are the same operation.
 */
final class TeacherExamples {
    /** Where the examples are that a teacher could not label. */
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
     * All distinct examples, of the transfer set and of the evaluation set. The transfer set is distinct and shares no
     * example with the other: it need not be shuffled each time that the examples are asked for.
     */
    private static Dataset<Row> all(Output output, SparkSession spark) {
        Dataset<Row> train = output.read(spark, TransferSet.TABLE, TransferSet.SCHEMA);
        Dataset<Row> evaluation = output.read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA);
        return train.union(evaluation.dropDuplicates(KEY));
    }

    /**
     * Counts them, in one query. An example counts once however many rows of logits it has: a kill between the commits
     * of a task and of its job, or a second run, may have left several. One that was refused and labeled later is
     * labeled.
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

    /** Those that are still to be labeled. */
    Dataset<Row> pending() {
        return all.join(logits(), KEY, "left_anti").join(rejections(), KEY, "left_anti");
    }

    /** How many refusals of teachers are kept, those of examples that are no longer in the transfer set included. */
    static long rejectionCount(Output output, SparkSession spark, List<String> fingerprints) {
        return output.read(spark, REJECTED, Rejected.SCHEMA)
                .where(col(Rejected.SOURCE).isin(fingerprints.toArray()))
                .select(KEY, Rejected.SOURCE)
                .distinct()
                .count();
    }

    /** The most frequent reasons for which the teacher refused examples, with their counts and kinds. */
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
     * Forgets what teachers have refused, for whatever reason, so that it is pending again. What a kill leaves out of
     * the table is pending too.
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
