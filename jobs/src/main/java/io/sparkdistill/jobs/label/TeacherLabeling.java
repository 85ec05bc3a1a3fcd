package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.EndpointConfig.Price;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.inference.Inference;
import io.sparkdistill.jobs.inference.InferenceProgress;
import io.sparkdistill.jobs.inference.TaskSlots;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.storage.FileSizes;
import io.sparkdistill.model.Usage;
import io.sparkdistill.table.Rejected;
import io.sparkdistill.table.TransferSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Labels all pending examples with one teacher. */
public final class TeacherLabeling {
    private static final String KEY = TransferSet.EXAMPLE_KEY;

    /**
     * Done labeling tells what one teacher has labeled.
     *
     * @param before counts before this run
     * @param after counts after it
     * @param seconds duration
     */
    public record Done(LabelingCounts before, LabelingCounts after, double seconds) {}

    private final JobContext context;
    private final SparkSession spark;
    private final String verb;
    private final StagedModel teacher;
    private final LabelConfig.Inference config;
    private final BatchLimits limits;
    private final ExampleScope scope;
    private final TeacherExamples examples;
    private final RejectionLimit rejectionLimit;
    private final Price price;
    private final Spending spending;

    /**
     * Prepares labeling with one teacher.
     *
     * @param verb under whose name the rejected examples are stored
     * @param price of its tokens
     * @param spending of the run
     */
    public TeacherLabeling(
            JobContext context,
            SparkSession spark,
            String verb,
            StagedModel teacher,
            ExampleScope scope,
            Price price,
            Spending spending) {
        this.context = context;
        this.spark = spark;
        this.verb = verb;
        this.teacher = teacher;
        this.config = context.config().label().inference();
        this.limits = teacher.spec().limits(config.limits());
        this.scope = scope;
        this.examples = new TeacherExamples(
                context.output(), spark, verb, scope, teacher.spec().fingerprint());
        this.rejectionLimit = new RejectionLimit(
                context.config().label().checks().maxRejectedShare(),
                examples,
                teacher.spec().name(),
                verb);
        this.price = price;
        this.spending = spending;
    }

    /**
     * Labels the examples.
     *
     * @throws io.sparkdistill.jobs.job.TooManyRejectedException if it rejects too many
     */
    public Done run() {
        long start = System.nanoTime();
        JobContext.describe(spark, verb, teacher.spec().name() + ", count what is pending");
        LabelingCounts before = examples.counts();
        rejectionLimit.check(before.rejected(), before.attempted());
        if (before.pending() > 0) {
            try (InferenceProgress progress =
                    InferenceProgress.show(spark, verb + " by " + teacher.spec().name(), before.pending())) {
                if (label(before, progress) == before.pending()) {
                    progress.finish();
                }
            }
        }
        JobContext.describe(spark, verb, teacher.spec().name() + ", count what is labeled");
        LabelingCounts after = examples.counts();
        rejectionLimit.check(after.rejected(), after.attempted());
        return new Done(before, after, (System.nanoTime() - start) / 1e9);
    }

    /** Labels what is pending, as far as the budget allows, and returns the number of these examples. */
    private long label(LabelingCounts before, InferenceProgress progress) {
        if (!teacher.spec().isRemote()) {
            labelRound(examples.pending(before.pending()), before.pending(), before, progress);
            return before.pending();
        }
        long asked = 0;
        long round = spending.nextRound(before.pending(), 0, progress.usage(), price);
        while (round > 0) {
            long left = before.pending() - asked;
            LabelingCounts counts = asked == 0 ? before : examples.counts();
            Usage used = progress.usage();
            Dataset<Row> part = round == left ? examples.pending(left) : examples.pendingPart(round);
            labelRound(part, round, counts, progress);
            asked += round;
            spending.add(round, progress.usage().minus(used), price);
            round = spending.nextRound(before.pending() - asked, asked, progress.usage(), price);
        }
        return asked;
    }

    /** Labels some examples in several commits. */
    private void labelRound(Dataset<Row> pending, long count, LabelingCounts before, InferenceProgress progress) {
        JobContext.describe(spark, verb, teacher.spec().name() + ", spread the examples");
        CommitPlan plan = new CommitPlan(count, limits.windowRows(), slots(), config.commits());
        Chunks chunks = new Chunks(pending, plan.tasks());
        int tasks = plan.first(spark.sparkContext().getConf().getBoolean("spark.dynamicAllocation.enabled", false));
        long attempted = before.attempted();
        long rejected = before.rejected();
        for (int commit = 1; chunks.hasNext(); commit++) {
            long start = System.nanoTime();
            JobContext.describe(
                    spark, verb, "%s, commit %d".formatted(teacher.spec().name(), commit));
            Row counts = commit(chunks.next(tasks), progress);
            attempted += counts.getLong(0);
            rejected += counts.getLong(1);
            rejectionLimit.check(rejected, attempted);
            tasks = plan.next(tasks, (System.nanoTime() - start) / 1e9, slots());
        }
    }

    /** Returns the number of tasks that run at the same time now; Spark may start and stop executors. */
    private int slots() {
        return TaskSlots.of(spark, config.gpusPerTask());
    }

    /** Labels and commits a chunk. Returns the number of its examples and the number of rejected ones. */
    private Row commit(Dataset<Row> chunk, InferenceProgress progress) {
        Dataset<Row> answers = Inference.predict(teacher, chunk, limits, config.gpusPerTask(), progress)
                .persist(StorageLevel.DISK_ONLY());
        try {
            // Counting runs the model, on all slots. The following jobs read its persisted results and write few files.
            Row counts = answers.agg(count(lit(1)), count(col(Rejected.REASON))).first();
            context.output().append(FileSizes.coalesce(given(answers), counts.getLong(0)), scope.table());
            if (counts.getLong(1) > 0) {
                Dataset<Row> refused = answers.where(col(Rejected.REASON).isNotNull());
                context.output().append(rejected(refused, chunk), Rejected.of(verb));
            }
            return counts;
        } finally {
            answers.unpersist();
        }
    }

    private Dataset<Row> given(Dataset<Row> answers) {
        return scope.stored(answers.where(col(Rejected.REASON).isNull()), teacher.spec());
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
