package io.sparkdistill.jobs.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.inference.Measurement;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.EndpointConfig.Price;
import io.sparkdistill.jobs.config.LabelConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.Inference;
import io.sparkdistill.jobs.inference.TaskSlots;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.table.TransferSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The option {@code label --estimate}: it labels a sample on every task slot, and prints what the rest would cost. It
 * also compares the files of a teacher that is there in several.
 */
public final class EstimateJob implements Job {
    private final JobContext context;
    private final Map<TeacherConfig, StagedModel> teachers = new LinkedHashMap<>();

    public EstimateJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return Verbs.LABEL;
    }

    @Override
    public boolean writes() {
        return false;
    }

    @Override
    public void validate() {
        teachers.putAll(Teachers.stage(context));
    }

    @Override
    public JobResult run(SparkSession spark) {
        context.upstream().transferSet();
        return new EstimateResult(
                context.config().teachers().stream()
                        .map(teacher -> estimate(spark, teachers.get(teacher), teacher.price()))
                        .toList(),
                TeacherComparison.recommendations(context, spark));
    }

    private EstimateResult.Estimate estimate(SparkSession spark, StagedModel teacher, Price price) {
        JobContext.describe(spark, Verbs.LABEL, "estimate for " + teacher.spec().name());
        LabelScope scope = new LabelScope.Whole(context.output(), spark);
        TeacherExamples examples = new TeacherExamples(
                context.output(), spark, Verbs.LABEL, scope, teacher.spec().fingerprint());
        long rows = examples.pendingKeys().count();
        return estimate(context, teacher, examples.pending(rows), rows, price);
    }

    /**
     * Estimates the cost of labeling.
     *
     * @param pending examples to label, with key and input columns of {@link TransferSet}
     * @param rows their number
     */
    static EstimateResult.Estimate estimate(
            JobContext context, StagedModel teacher, Dataset<Row> pending, long rows, Price price) {
        SparkSession spark = pending.sparkSession();
        LabelConfig.Inference config = context.config().label().inference();
        double gpusPerTask = teacher.spec().gpusPerTask(config.gpusPerTask());
        int slots = TaskSlots.of(spark, gpusPerTask);
        BatchLimits limits = teacher.spec().limits(config.limits());
        long most = (long) slots * limits.windowRows();
        List<Measurement> measurements =
                Inference.measure(teacher, sample(pending, rows, most, slots), limits, gpusPerTask);
        return EstimateResult.Estimate.of(
                teacher.spec().name(),
                rows,
                measurements,
                price,
                slots,
                Math.max(1, spark.sparkContext().getExecutorMemoryStatus().size() - 1));
    }

    /** Returns about one window of rows per slot, sampled by key, so that its batches are like those of all rows. */
    private static Dataset<Row> sample(Dataset<Row> pending, long rows, long most, int slots) {
        long every = Math.max(1, rows / most);
        return pending.where(
                        pmod(xxhash64(col(TransferSet.EXAMPLE_KEY)), lit(every)).equalTo(0))
                .repartition(slots, col(TransferSet.EXAMPLE_KEY));
    }
}
