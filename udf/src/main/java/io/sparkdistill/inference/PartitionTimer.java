package io.sparkdistill.inference;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.model.ModelInput;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** Measures the speed of a model on the rows of a partition, with the threads and the device that labeling has. */
public final class PartitionTimer implements FlatMapFunction<Iterator<Row>, Measurement> {
    /** The number of inputs per task that a model behind an endpoint is asked. */
    private static final int REMOTE_INPUTS = 64;

    private final ShippedModel shipped;
    private final BatchLimits limits;

    /** Creates a timer. */
    public PartitionTimer(ShippedModel shipped, BatchLimits limits) {
        this.shipped = shipped;
        this.limits = limits;
    }

    @Override
    public Iterator<Measurement> call(Iterator<Row> rows) {
        List<ModelInput> inputs = new ArrayList<>();
        rows.forEachRemaining(row -> inputs.add(ModelInput.of(row)));
        if (inputs.isEmpty()) {
            return List.<Measurement>of().iterator();
        }
        if (shipped.spec().isRemote()) {
            List<ModelInput> few = inputs.subList(0, Math.min(REMOTE_INPUTS, inputs.size()));
            try (ModelCache.Lease lease = shipped.lease()) {
                return List.of(Stopwatch.measureOnce(lease, few, limits)).iterator();
            }
        }
        PyTorch.useThreads(PyTorch.taskThreads());
        try (ModelCache.Lease lease = shipped.lease()) {
            return List.of(Stopwatch.measure(lease, inputs, limits)).iterator();
        }
    }
}
