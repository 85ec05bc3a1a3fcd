package io.sparkdistill.jobs.inference;

import io.sparkdistill.batching.BatchLimits;
import io.sparkdistill.inference.Measurement;
import io.sparkdistill.inference.PartitionLabeler;
import io.sparkdistill.inference.PartitionTimer;
import io.sparkdistill.inference.ResultRows;
import io.sparkdistill.inference.ShippedModel;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.table.TransferSet;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Runs a model on every row of a table, on the executors. */
public final class Inference {
    private Inference() {}

    /**
     * Returns the predictions of the model.
     *
     * @param examples with the key and input columns of {@link TransferSet}
     * @param gpusPerTask GPUs that a task requests from Spark; 0 for those that Spark's configuration gives to every
     *     task
     * @param progress counts the rows
     * @return one row of {@link ResultRows#SCHEMA} per example
     */
    public static Dataset<Row> predict(
            StagedModel model,
            Dataset<Row> examples,
            BatchLimits limits,
            double gpusPerTask,
            InferenceProgress progress) {
        ShippedModel shipped = model.ship(examples.sparkSession().sparkContext());
        JavaRDD<Row> answers =
                inputs(examples).javaRDD().mapPartitions(new PartitionLabeler(shipped, limits, progress.counters()));
        return examples.sparkSession().createDataFrame(GpuRequests.request(answers, gpusPerTask), ResultRows.SCHEMA);
    }

    /**
     * Measures how fast the executors are.
     *
     * @param sample examples with the input columns of {@link TransferSet}
     * @return one measurement per partition
     */
    public static List<Measurement> measure(
            StagedModel model, Dataset<Row> sample, BatchLimits limits, double gpusPerTask) {
        ShippedModel shipped = model.ship(sample.sparkSession().sparkContext());
        JavaRDD<Measurement> measurements = inputs(sample).javaRDD().mapPartitions(new PartitionTimer(shipped, limits));
        return GpuRequests.request(measurements, gpusPerTask).collect();
    }

    private static Dataset<Row> inputs(Dataset<Row> examples) {
        return examples.select(TransferSet.EXAMPLE_KEY, TransferSet.TEXT, TransferSet.TEXT_PAIR, TransferSet.FEATURES);
    }
}
