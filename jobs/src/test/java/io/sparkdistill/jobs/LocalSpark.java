package io.sparkdistill.jobs;

import io.sparkdistill.jobs.config.TableFormat;
import io.sparkdistill.jobs.pipeline.Sessions;
import io.sparkdistill.metrics.ModelMetricsPlugin;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.SparkSession;

/**
 * The local Spark of all tests in this JVM. Its queries are interpreted and planned once: on a few rows, compiling and
 * planning them again would take a third of the tests' time. {@code SessionSettingsTest}, the clusters and the processes
 * of the integration tests have Spark's defaults. It serializes by Kryo, so whatever travels in a test travels by Kryo; the
 * clusters and the processes of the integration tests use Spark's default, Java serialization.
 */
public final class LocalSpark {
    private static final SparkSession SESSION = SparkSession.builder()
            .config(formats())
            .master("local[2]")
            .appName("tests")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.adaptive.enabled", false)
            .config("spark.sql.codegen.wholeStage", false)
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.driver.host", "localhost")
            .config("spark.serializer", KryoSerializer.class.getName())
            .config("spark.plugins", ModelMetricsPlugin.class.getName())
            .config("spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink")
            .getOrCreate();

    private LocalSpark() {}

    /** Delta needs settings from the start; its jar is on the class path of the tests of table formats alone. */
    private static SparkConf formats() {
        SparkConf conf = Sessions.asSpark3(new SparkConf());
        if (TableFormat.DELTA.isPresent()) {
            TableFormat.DELTA.configure(conf);
        }
        return conf;
    }

    public static SparkSession session() {
        return SESSION;
    }
}
