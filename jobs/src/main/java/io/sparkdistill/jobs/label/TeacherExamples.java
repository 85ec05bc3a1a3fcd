package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.RejectionKind;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Selects and counts the examples of one teacher. An example is pending if {@link ExampleScope#table} has no row with its key
 * and the teacher's fingerprint, and the teacher has not rejected it. A run after a kill, a nightly run with new rows and a
 * run after augmentation are therefore the same operation.
 */
public final class TeacherExamples {
    private static final String KEY = TransferSet.EXAMPLE_KEY;
    private static final String LABELED = "labeled";
    private static final String REFUSED = "refused";
    private static final String COUNT = "count";
    private static final int REASONS = 3;
    private static final int REASON_CHARACTERS = 200;

    private final Output output;
    private final String rejected;
    private final ExampleScope scope;
    private final Dataset<Row> all;
    private final SparkSession spark;
    private final String fingerprint;

    /**
     * Selects from a scope.
     *
     * @param verb under whose name the rejected examples are stored
     * @param fingerprint of the teacher
     */
    public TeacherExamples(Output output, SparkSession spark, String verb, ExampleScope scope, String fingerprint) {
        this.output = output;
        this.rejected = Rejected.of(verb);
        this.scope = scope;
        this.spark = spark;
        this.fingerprint = fingerprint;
        this.all = scope.examples();
    }

    /**
     * Counts the examples in one query. An example with several rows of logits counts once; a killed run may have left
     * such rows. An example that was rejected and labeled later counts as labeled. The examples that an earlier run has
     * finished are added without counting them again.
     */
    public LabelingCounts counts() {
        Dataset<Row> labeled = Logits.of(scope.results(), fingerprint, Logits.TOKEN_COUNT, Logits.TRUNCATED)
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
        LabelingCounts counts = new LabelingCounts(
                sums.getLong(0), sums.getLong(1), sums.getLong(2), sums.getLong(3), sums.getLong(4), sums.getLong(5));
        return counts.plus(scope.before(fingerprint));
    }

    /** Returns the keys of the examples that the teacher has yet to label. */
    public Dataset<Row> pendingKeys() {
        return all.select(KEY)
                .join(results().select(KEY), KEY, "left_anti")
                .join(rejections().select(KEY), KEY, "left_anti");
    }

    /**
     * Returns the examples that the teacher has yet to label. Keys alone decide which ones; texts are not shuffled for
     * it where few are pending.
     *
     * @param count number of these examples
     */
    public Dataset<Row> pending(long count) {
        boolean areAll = !output.exists(scope.table()) && !output.exists(rejected);
        return areAll ? all : all.join(ExampleScope.few(pendingKeys(), count), KEY, "left_semi");
    }

    /**
     * Returns some of the examples that the teacher has yet to label: always the same ones, spread over all keys.
     *
     * @param count number of examples to return
     */
    Dataset<Row> pendingPart(long count) {
        Dataset<Row> keys = pendingKeys()
                .orderBy(xxhash64(col(KEY)), col(KEY))
                .limit(Math.toIntExact(Math.min(count, Integer.MAX_VALUE)));
        return all.join(ExampleScope.few(keys, count), KEY, "left_semi");
    }

    /**
     * Counts the rejections by teachers, including those of examples that are no longer in the transfer set.
     *
     * @param verb under whose name they are stored
     */
    public static long rejectionCount(Output output, SparkSession spark, String verb, List<String> fingerprints) {
        return output.read(spark, Rejected.of(verb), Rejected.SCHEMA)
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
     *
     * @param verb under whose name they are stored
     */
    public static void clearRejections(Output output, SparkSession spark, String verb, List<String> fingerprints) {
        if (!output.exists(Rejected.of(verb))) {
            return;
        }
        Dataset<Row> others = output.read(spark, Rejected.of(verb), Rejected.SCHEMA)
                .drop(Rejected.STAGE)
                .where(not(col(Rejected.SOURCE).isin(fingerprints.toArray())))
                .localCheckpoint();
        output.overwrite(others, Rejected.of(verb));
    }

    /**
     * Replaces the rejections of rows that could not be read; those by teachers stay.
     *
     * @param verb under whose name they are stored
     * @param unread in the columns of {@link Rejected} without the stage
     */
    public static void replaceUnread(Output output, SparkSession spark, String verb, Dataset<Row> unread) {
        Dataset<Row> byTeachers = output.read(spark, Rejected.of(verb), Rejected.SCHEMA)
                .drop(Rejected.STAGE)
                .where(not(coalesce(col(Rejected.KIND), lit("")).equalTo(RejectionKind.INPUT.columnValue())))
                .localCheckpoint();
        output.overwrite(unread.unionByName(byTeachers), Rejected.of(verb));
    }

    private Dataset<Row> results() {
        return scope.results().where(col(Logits.FINGERPRINT).equalTo(fingerprint));
    }

    private Dataset<Row> rejections() {
        return output.read(spark, rejected, Rejected.SCHEMA)
                .where(col(Rejected.SOURCE).equalTo(fingerprint));
    }
}
