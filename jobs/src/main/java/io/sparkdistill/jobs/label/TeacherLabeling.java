package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Labels all pending examples with one teacher. */
public final class TeacherLabeling {
    private static final Logger LOG = LoggerFactory.getLogger(TeacherLabeling.class);
    private static final String KEY = TransferSet.EXAMPLE_KEY;
    private static final String SCHEDULER_POOL = "spark.scheduler.pool";

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
        LabelingCounts after = before;
        if (before.pending() > 0) {
            try (InferenceProgress progress =
                    InferenceProgress.show(spark, verb + " by " + teacher.spec().name(), before.pending())) {
                after = label(before, progress);
                if (after.attempted() - before.attempted() == before.pending()) {
                    progress.finish();
                }
            }
        }
        return new Done(before, after, (System.nanoTime() - start) / 1e9);
    }

    /** Labels what is pending, as far as the budget allows, and returns the counts after it. */
    private LabelingCounts label(LabelingCounts before, InferenceProgress progress) {
        if (!teacher.spec().isRemote()) {
            return labelRound(examples.pending(before.pending()), before.pending(), before, progress);
        }
        long asked = 0;
        LabelingCounts counts = before;
        long round = spending.nextRound(before.pending(), 0, progress.usage(), price);
        while (round > 0) {
            long left = before.pending() - asked;
            Usage used = progress.usage();
            Dataset<Row> part = round == left ? examples.pending(left) : examples.pendingPart(round);
            counts = labelRound(part, round, counts, progress);
            asked += round;
            spending.add(round, progress.usage().minus(used), price);
            round = spending.nextRound(before.pending() - asked, asked, progress.usage(), price);
        }
        return counts;
    }

    /** Labels some examples in several commits, and returns the counts after them. */
    private LabelingCounts labelRound(
            Dataset<Row> pending, long count, LabelingCounts before, InferenceProgress progress) {
        JobContext.describe(spark, verb, teacher.spec().name() + ", spread the examples");
        CommitPlan plan = new CommitPlan(count, limits.windowRows(), slots(), config.commits());
        boolean grows = spark.sparkContext().getConf().getBoolean("spark.dynamicAllocation.enabled", false);
        CommitSchedule schedule = new CommitSchedule(plan, grows);
        Chunks chunks = new Chunks(pending, plan.tasks());
        LabelingCounts counts = before;
        try (AnswersAhead ahead = new AnswersAhead(spark, verb, chunk -> predict(chunk, progress))) {
            for (int commit = 1; schedule.canStart(ahead.running()) || ahead.running() > 0; ) {
                if (schedule.canStart(ahead.running())) {
                    int tasks = schedule.start();
                    String step = "%s, commit %d".formatted(teacher.spec().name(), commit++);
                    ahead.start(new AnswersAhead.Chunk(chunks.next(tasks), tasks, step));
                    continue;
                }
                AnswersAhead.Answers answers = ahead.await();
                write(answers);
                counts = counts.after(answers);
                rejectionLimit.check(counts.rejected(), counts.attempted());
                schedule.finish(answers.chunk().tasks(), answers.seconds(), slots());
            }
        }
        return counts;
    }

    /** Returns the number of tasks that run at the same time now; Spark may start and stop executors. */
    private int slots() {
        return TaskSlots.of(spark, config.gpusPerTask());
    }

    private Dataset<Row> predict(Dataset<Row> chunk, InferenceProgress progress) {
        return Inference.predict(teacher, chunk, limits, config.gpusPerTask(), progress);
    }

    /** Commits the answers for a chunk. Its jobs share the slots with those of the next chunk rather than wait for it. */
    private void write(AnswersAhead.Answers answers) {
        long start = System.nanoTime();
        AnswersAhead.Chunk chunk = answers.chunk();
        Dataset<Row> rows = answers.rows();
        JobContext.describe(spark, verb, chunk.step());
        spark.sparkContext().setLocalProperty(SCHEDULER_POOL, "commits");
        try {
            context.output().append(FileSizes.coalesce(given(rows), answers.count()), scope.table());
            if (answers.rejected() > 0) {
                Dataset<Row> refused = rows.where(col(Rejected.REASON).isNotNull());
                context.output().append(rejected(refused, chunk.examples()), Rejected.of(verb));
            }
        } finally {
            spark.sparkContext().setLocalProperty(SCHEDULER_POOL, null);
            rows.unpersist();
        }
        LOG.info(
                "{}: {} tasks, {} rows, {} s, written in {} s",
                chunk.step(),
                chunk.tasks(),
                answers.count(),
                answers.seconds(),
                (System.nanoTime() - start) / 1e9);
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
