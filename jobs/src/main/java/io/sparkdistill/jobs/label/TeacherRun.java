package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.inference.Inference;
import io.sparkdistill.jobs.inference.InferenceProgress;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import io.sparkdistill.teacher.StagedModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * One teacher over the examples that it has not labelled yet: the distinct keys, less those in {@code logits/} under
 * its fingerprint, less those it rejected. So a run that was killed, a nightly run over new rows and a run after
 * augmentation are the same operation.
 */
final class TeacherRun {
    private static final String REJECTED = Rejected.TABLE + "/" + Rejected.STAGE + "=" + Verbs.LABEL;

    private static final String KEY = TransferSet.EXAMPLE_KEY;

    private final JobContext context;
    private final SparkSession spark;
    private final StagedModel teacher;
    private final LabelConfig config;

    TeacherRun(JobContext context, SparkSession spark, StagedModel teacher) {
        this.context = context;
        this.spark = spark;
        this.teacher = teacher;
        this.config = context.config().label();
    }

    LabelResult.TeacherResult run() {
        long start = System.nanoTime();
        Dataset<Row> examples = examples();
        long before = examples.join(labeled(), KEY, "left_semi").count();
        Dataset<Row> pending = examples.join(labeled(), KEY, "left_anti").join(rejected(), KEY, "left_anti");
        long rows = pending.count();
        try (InferenceProgress progress =
                InferenceProgress.show(spark, "label by " + teacher.spec().name(), rows)) {
            label(pending, rows, progress);
        }
        return result(examples, before, (System.nanoTime() - start) / 1e9);
    }

    private void label(Dataset<Row> pending, long rows, InferenceProgress progress) {
        long chunks = divideUp(rows, config.commitRows());
        for (long chunk = 0; chunk < chunks; chunk++) {
            String step = "%s, commit %d of %d".formatted(teacher.spec().name(), chunk + 1, chunks);
            JobContext.describe(spark, Verbs.LABEL, step);
            Column ofChunk = pmod(xxhash64(col(KEY)), lit(chunks)).equalTo(chunk);
            commit(pending.where(ofChunk), rows / chunks, progress);
        }
    }

    private void commit(Dataset<Row> chunk, long rows, InferenceProgress progress) {
        Dataset<Row> answers = Inference.ask(teacher, spread(chunk, rows), config.limits(), progress)
                .persist(StorageLevel.DISK_ONLY());
        try {
            append(given(answers), Logits.TABLE);
            Dataset<Row> refused = answers.where(col(Rejected.REASON).isNotNull());
            if (!refused.isEmpty()) {
                append(rejected(refused, chunk), REJECTED);
            }
        } finally {
            answers.unpersist();
        }
    }

    /** Every window of rows its own task, and as many tasks as keep all cores busy to the end. */
    private Dataset<Row> spread(Dataset<Row> chunk, long rows) {
        int cores = spark.sparkContext().defaultParallelism();
        long windows = divideUp(rows, config.limits().windowRows());
        long tasks = cores * Math.max(1, divideUp(windows, cores));
        return chunk.repartition((int) tasks, col(KEY));
    }

    private Dataset<Row> given(Dataset<Row> answers) {
        return answers.where(col(Rejected.REASON).isNull())
                .select(
                        col(KEY),
                        lit(teacher.spec().name()).as(Logits.TEACHER),
                        lit(teacher.spec().fingerprint()).as(Logits.FINGERPRINT),
                        col(Logits.LOGITS),
                        col(Logits.TOKEN_COUNT),
                        col(Logits.TRUNCATED));
    }

    private Dataset<Row> rejected(Dataset<Row> refused, Dataset<Row> examples) {
        return refused.select(KEY, Rejected.REASON)
                .join(examples, KEY)
                .select(
                        to_json(struct(TransferSet.columns())).as(Rejected.ROW),
                        col(KEY),
                        lit(teacher.spec().fingerprint()).as(Rejected.SOURCE),
                        col(Rejected.REASON));
    }

    private void append(Dataset<Row> rows, String table) {
        rows.write().mode(SaveMode.Append).parquet(context.output().path(table).toString());
    }

    private LabelResult.TeacherResult result(Dataset<Row> examples, long before, double seconds) {
        Dataset<Row> answered = examples.select(KEY).join(labeled(), KEY);
        Row sums = answered.agg(
                        count(lit(1)),
                        count(when(col(Logits.TRUNCATED), true)),
                        coalesce(sum(Logits.TOKEN_COUNT), lit(0L)))
                .first();
        return new LabelResult.TeacherResult(
                teacher.spec().name(),
                teacher.spec().fingerprint(),
                examples.count(),
                before,
                sums.getLong(0) - before,
                examples.join(rejected(), KEY, "left_semi").count(),
                sums.getLong(1),
                sums.getLong(2),
                seconds);
    }

    /** All distinct examples, of the transfer set and of the evaluation set. */
    private Dataset<Row> examples() {
        Dataset<Row> train = context.output().read(spark, TransferSet.TABLE, TransferSet.SCHEMA);
        Dataset<Row> evaluation = context.output().read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA);
        return train.union(evaluation).dropDuplicates(KEY);
    }

    private Dataset<Row> labeled() {
        return context.output()
                .read(spark, Logits.TABLE, Logits.SCHEMA)
                .where(col(Logits.FINGERPRINT).equalTo(teacher.spec().fingerprint()));
    }

    private Dataset<Row> rejected() {
        return context.output()
                .read(spark, REJECTED, Rejected.SCHEMA)
                .where(col(Rejected.SOURCE).equalTo(teacher.spec().fingerprint()));
    }

    private static long divideUp(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
