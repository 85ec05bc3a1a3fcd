package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.inference.Measurement;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.inference.Stopwatch;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.model.ModelInput;
import io.sparkdistill.table.TransferSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Measures the size and speed of every model, one after the other on the same examples, on one thread of the driver.
 */
final class ModelCosts {
    private static final int REMOTE_ROWS = 16;

    private final JobContext context;
    private final List<ModelInput> sample;

    /** Collects the examples on which speed is measured, which are the same for the same evaluation set. */
    ModelCosts(JobContext context, SparkSession spark) {
        this.context = context;
        this.sample = context
                .output()
                .read(spark, TransferSet.EVALUATION_TABLE, TransferSet.SCHEMA)
                .orderBy(TransferSet.EXAMPLE_KEY)
                .limit(context.config().evaluate().speedRows())
                .collectAsList()
                .stream()
                .map(ModelInput::of)
                .toList();
    }

    /** Returns the cost of the teacher, or of all teachers together, and of each student. */
    Map<String, ModelCost> measure(List<StagedModel> teachers, Map<String, StagedModel> students) {
        Map<String, ModelCost> costs = new LinkedHashMap<>();
        teachers.stream()
                .map(this::measure)
                .reduce(ModelCost::plus)
                .ifPresent(cost -> costs.put(Evaluation.TEACHER, cost));
        students.forEach((name, student) -> costs.put(name, measure(student)));
        return costs;
    }

    private ModelCost measure(StagedModel staged) {
        if (staged.spec().isRemote()) {
            return remote(staged);
        }
        PyTorch.useThreads(1);
        try (ModelCache.Lease lease = staged.trial()) {
            Measurement speed = Stopwatch.measure(
                    lease, sample, context.config().label().inference().limits());
            return new ModelCost(
                    lease.model().parameterCount(),
                    staged.bytes(),
                    lease.model().precomputedBytes(),
                    speed.rowsPerSecond());
        }
    }

    /** Asks an endpoint a few of the examples once; its model has no size here. */
    private ModelCost remote(StagedModel staged) {
        try (ModelCache.Lease lease = staged.trial()) {
            List<ModelInput> few = sample.subList(0, Math.min(REMOTE_ROWS, sample.size()));
            Measurement speed = Stopwatch.measureOnce(
                    lease, few, context.config().label().inference().limits());
            return new ModelCost(0, 0, 0, speed.rowsPerSecond());
        }
    }
}
