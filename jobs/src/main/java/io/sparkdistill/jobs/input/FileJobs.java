package io.sparkdistill.jobs.input;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;

/** Small jobs that look at every file of a list on the cluster. */
final class FileJobs {
    private static final int MOST_TASKS = 1000;

    private FileJobs() {}

    /** What is found in each file, in their order. */
    static <T> List<T> look(SparkSession spark, List<String> paths, Function<String, T> look) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(paths, Math.max(1, Math.min(paths.size(), MOST_TASKS)))
                .map(look)
                .collect();
    }
}
