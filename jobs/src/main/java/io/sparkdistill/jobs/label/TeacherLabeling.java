package io.sparkdistill.jobs.label;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.EndpointConfig.Price;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.inference.Inference;
import io.sparkdistill.jobs.inference.InferenceProgress;
import io.sparkdistill.jobs.inference.TaskSlots;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.model.Usage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Labels all pending examples with one teacher. */
public final class TeacherLabeling {
    private static final Logger LOG = LoggerFactory.getLogger(TeacherLabeling.class);
    private static final String SCHEDULER_POOL = "spark.scheduler.pool";

    /**
     * Done labeling tells what one teacher has labeled.
     *
     * @param before counts before this run
     * @param after counts after it
     * @param seconds duration
     */
    public record Done(LabelingCounts before, LabelingCounts after, double seconds) {}

    private final SparkSession spark;
    private final String verb;
    private final StagedModel teacher;
    private final LabelConfig.Inference config;
    private final BatchLimits limits;
    private final double gpusPerTask;
    private final TeacherExamples examples;
    private final AnswerTables answerTables;
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
        this.spark = spark;
        this.verb = verb;
        this.teacher = teacher;
        this.config = context.config().label().inference();
        this.limits = teacher.spec().limits(config.limits());
        this.gpusPerTask = teacher.spec().gpusPerTask(config.gpusPerTask());
        this.examples = new TeacherExamples(
                context.output(), spark, verb, scope, teacher.spec().fingerprint());
        this.answerTables = new AnswerTables(context.output(), verb, scope, teacher.spec());
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
        LabelingCounts counts = before;
        long asked = 0;
        for (long round = nextRound(counts, asked, progress); round > 0; round = nextRound(counts, asked, progress)) {
            Usage used = progress.usage();
            Dataset<Row> part = round == counts.pending() ? examples.pending(round) : examples.pendingPart(round);
            LabelingCounts after = labelRound(part, round, counts, progress);
            if (after.pending() == counts.pending()) {
                throw new IllegalStateException("Cannot label with teacher %s: it answered none of %,d examples"
                        .formatted(teacher.spec().name(), round));
            }
            counts = after;
            asked += round;
            if (teacher.spec().isRemote()) {
                spending.add(round, progress.usage().minus(used), price);
            }
        }
        return counts;
    }

    /** Returns how many examples to label next: all, unless they cost money. */
    private long nextRound(LabelingCounts counts, long asked, InferenceProgress progress) {
        return teacher.spec().isRemote()
                ? spending.nextRound(counts.pending(), asked, progress.usage(), price)
                : counts.pending();
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
                counts = commit(answers, counts);
                rejectionLimit.check(counts.rejected(), counts.attempted());
                schedule.finish(answers.chunk().tasks(), answers.seconds(), slots());
            }
        }
        return counts;
    }

    /** Returns the number of tasks that run at the same time now; Spark may start and stop executors. */
    private int slots() {
        return TaskSlots.of(spark, gpusPerTask);
    }

    private Dataset<Row> predict(Dataset<Row> chunk, InferenceProgress progress) {
        return Inference.predict(teacher, chunk, limits, gpusPerTask, progress);
    }

    /**
     * Commits the answers for a chunk and returns the counts after it. Its jobs share the slots with those of the next
     * chunk rather than wait for it.
     */
    private LabelingCounts commit(AnswersAhead.Answers answers, LabelingCounts before) {
        long start = System.nanoTime();
        JobContext.describe(spark, verb, answers.chunk().step());
        spark.sparkContext().setLocalProperty(SCHEDULER_POOL, "commits");
        try {
            answerTables.append(answers);
            LOG.info(
                    "{}: {} tasks, {} rows, {} s, written in {} s",
                    answers.chunk().step(),
                    answers.chunk().tasks(),
                    answers.counts().rows(),
                    answers.seconds(),
                    (System.nanoTime() - start) / 1e9);
            // After other answers than the counted ones, an example may be in neither table: it is pending still.
            return answers.areUnchanged() ? before.after(answers.counts()) : examples.counts();
        } finally {
            spark.sparkContext().setLocalProperty(SCHEDULER_POOL, null);
            answers.rows().unpersist();
        }
    }
}
