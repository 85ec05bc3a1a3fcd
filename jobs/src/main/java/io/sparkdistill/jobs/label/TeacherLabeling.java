package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.inference.Inference;
import io.sparkdistill.jobs.inference.InferenceProgress;
import io.sparkdistill.jobs.inference.TaskSlots;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.Logits;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Labels all pending examples with one teacher. */
final class TeacherLabeling {
    private static final String KEY = TransferSet.EXAMPLE_KEY;

    private final JobContext context;
    private final SparkSession spark;
    private final StagedModel teacher;
    private final LabelConfig.Inference config;
    private final TeacherExamples examples;
    private final RejectionLimit rejectionLimit;
    /** The number of tasks that run at the same time. */
    private final int slots;

    TeacherLabeling(JobContext context, SparkSession spark, StagedModel teacher) {
        this.context = context;
        this.spark = spark;
        this.teacher = teacher;
        this.config = context.config().label().inference();
        this.examples =
                new TeacherExamples(context.output(), spark, teacher.spec().fingerprint());
        this.rejectionLimit = new RejectionLimit(
                context.config().label().checks().maxRejectedShare(),
                examples,
                teacher.spec().name());
        this.slots = TaskSlots.of(spark, config.gpusPerTask());
    }

    LabelResult.TeacherResult run() {
        long start = System.nanoTime();
        JobContext.describe(spark, Verbs.LABEL, teacher.spec().name() + ", count what is pending");
        LabelingCounts before = examples.counts();
        rejectionLimit.check(before.rejected(), before.attempted());
        if (before.pending() > 0) {
            try (InferenceProgress progress =
                    InferenceProgress.show(spark, "label by " + teacher.spec().name(), before.pending())) {
                label(before, progress);
                progress.finish();
            }
        }
        JobContext.describe(spark, Verbs.LABEL, teacher.spec().name() + ", count what is labeled");
        LabelingCounts after = examples.counts();
        rejectionLimit.check(after.rejected(), after.attempted());
        double seconds = (System.nanoTime() - start) / 1e9;
        return LabelResult.TeacherResult.of(teacher.spec(), before, after, seconds);
    }

    private void label(LabelingCounts before, InferenceProgress progress) {
        JobContext.describe(spark, Verbs.LABEL, teacher.spec().name() + ", spread the examples");
        Chunks chunks = Chunks.of(examples.pending(), before.pending(), config, slots);
        long attempted = before.attempted();
        long rejected = before.rejected();
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            String step = "%s, commit %d of %d".formatted(teacher.spec().name(), chunk + 1, chunks.count());
            JobContext.describe(spark, Verbs.LABEL, step);
            Row counts = commit(chunks.chunk(chunk), progress);
            attempted += counts.getLong(0);
            rejected += counts.getLong(1);
            rejectionLimit.check(rejected, attempted);
        }
    }

    /** Labels and commits a chunk. Returns the number of its examples and the number of rejected ones. */
    private Row commit(Dataset<Row> chunk, InferenceProgress progress) {
        Dataset<Row> answers = Inference.predict(teacher, chunk, config.limits(), config.gpusPerTask(), progress)
                .persist(StorageLevel.DISK_ONLY());
        try {
            // Counting runs the model, on all slots. The following jobs read its persisted results and write a file per
            // slot.
            Row counts = answers.agg(count(lit(1)), count(col(Rejected.REASON))).first();
            context.output().append(given(answers).coalesce(slots), Logits.TABLE);
            if (counts.getLong(1) > 0) {
                Dataset<Row> refused = answers.where(col(Rejected.REASON).isNotNull());
                context.output().append(rejected(refused, chunk), TeacherExamples.REJECTED);
            }
            return counts;
        } finally {
            answers.unpersist();
        }
    }

    private Dataset<Row> given(Dataset<Row> answers) {
        return answers.where(col(Rejected.REASON).isNull())
                .select(
                        col(KEY),
                        lit(teacher.spec().name()).as(Logits.TEACHER),
                        lit(teacher.spec().fingerprint()).as(Logits.FINGERPRINT),
                        col(Logits.LOGITS),
                        col(Logits.TOKEN_COUNT),
                        col(Logits.TRUNCATED),
                        col(Logits.HIDDEN));
    }

    private Dataset<Row> rejected(Dataset<Row> refused, Dataset<Row> examples) {
        return refused.select(KEY, Rejected.REASON, Rejected.KIND, Rejected.HOST, Rejected.ATTEMPT)
                .join(examples, KEY)
                .select(
                        to_json(struct(TransferSet.columns())).as(Rejected.ROW),
                        col(KEY),
                        lit(teacher.spec().fingerprint()).as(Rejected.SOURCE),
                        col(Rejected.REASON),
                        col(Rejected.KIND),
                        col(Rejected.HOST),
                        col(Rejected.ATTEMPT));
    }
}
