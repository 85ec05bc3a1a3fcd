package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.statistics.Resampler;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Computes the resamples of a bootstrap by tasks of Spark. */
record ClusterResampler(SparkSession spark) implements Resampler {
    @Override
    public double[][] measure(int count, Measures measures) {
        JavaSparkContext cluster = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Integer> resamples = IntStream.range(0, count).boxed().toList();
        return cluster.parallelize(resamples, Math.min(count, cluster.defaultParallelism()))
                .map(measures::of)
                .collect()
                .toArray(double[][]::new);
    }
}
