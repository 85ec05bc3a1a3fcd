package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.job.InputException;
import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;

/** Runs a function on every file of a list, as a small Spark job. */
final class FileJobs {
    private static final int MOST_TASKS = 1000;

    private FileJobs() {}

    /**
     * Returns the result of a function for each file of an entry, in the order of the files.
     *
     * @param key of the entry, for messages
     */
    static <T> List<T> look(SparkSession spark, String key, List<String> paths, Function<String, T> look) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(paths, Math.max(1, Math.min(paths.size(), MOST_TASKS)))
                .map(named(key, look))
                .collect();
    }

    private static <T> Function<String, T> named(String key, Function<String, T> look) {
        return path -> {
            try {
                return look.call(path);
            } catch (IOException e) {
                throw new InputException("Cannot read %s: %s: %s".formatted(key, path, ErrorMessages.firstLine(e)), e);
            }
        };
    }
}
