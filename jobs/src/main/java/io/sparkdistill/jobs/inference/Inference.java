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

/** Asks a model about every row of a table, on the executors. */
public final class Inference {
    private Inference() {}

    /**
     * The model's answers.
     *
     * @param examples with the key and input columns of {@link TransferSet}
     * @param gpusPerTask GPUs that a task asks Spark for; 0 for what every task has
     * @param progress is told of every row
     * @return one row of {@link ResultRows#SCHEMA} an example
     */
    public static Dataset<Row> ask(
            StagedModel model,
            Dataset<Row> examples,
            BatchLimits limits,
            double gpusPerTask,
            InferenceProgress progress) {
        ShippedModel shipped = model.ship(examples.sparkSession().sparkContext());
        JavaRDD<Row> answers =
                inputs(examples).javaRDD().mapPartitions(new PartitionLabeler(shipped, limits, progress.counters()));
        return examples.sparkSession().createDataFrame(Gpus.request(answers, gpusPerTask), ResultRows.SCHEMA);
    }

    /**
     * How fast the executors are: one measurement a partition.
     *
     * @param sample with the input columns of {@link TransferSet}
     */
    public static List<Measurement> measure(
            StagedModel model, Dataset<Row> sample, BatchLimits limits, double gpusPerTask) {
        ShippedModel shipped = model.ship(sample.sparkSession().sparkContext());
        JavaRDD<Measurement> measurements = inputs(sample).javaRDD().mapPartitions(new PartitionTimer(shipped, limits));
        return Gpus.request(measurements, gpusPerTask).collect();
    }

    private static Dataset<Row> inputs(Dataset<Row> examples) {
        return examples.select(TransferSet.EXAMPLE_KEY, TransferSet.TEXT, TransferSet.TEXT_PAIR, TransferSet.FEATURES);
    }
}
