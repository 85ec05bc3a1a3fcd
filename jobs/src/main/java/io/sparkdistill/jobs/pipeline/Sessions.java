package io.sparkdistill.jobs.pipeline;

import io.sparkdistill.jobs.config.Secrets;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Starts the Spark session of a command. */
public final class Sessions {
    private static final String MAIN_CLASS = "io.sparkdistill.jobs.cli.Distill";
    private static final String NAME = "spark.app.name";
    private static final String KRYO_BUFFER = "spark.kryoserializer.buffer.max";

    /** Spark's own pattern of keys, and the names of keys to an API. */
    private static final String SECRET_KEYS = "(?i)secret|password|token|access[.]?key|api[.-]?key|credential";

    private static final Pattern LOCAL = Pattern.compile("local(\\[.*)?");

    private Sessions() {}

    /**
     * Returns the present session, or starts one.
     *
     * @param name of the application, unless {@code --name} sets another
     */
    public static SparkSession start(SparkConf conf, String name) {
        // By default, spark-submit names an application after its main class.
        if (conf.get(NAME, MAIN_CLASS).equals(MAIN_CLASS)) {
            conf.setAppName(name);
        }
        // A task returns the parameters of a student as one object. Kryo's buffer grows to this size only if needed.
        conf.setIfMissing(KRYO_BUFFER, "2047m");
        // Plans, pages and event logs hide secrets, and settings with one in their key or value; so these two hide
        // themselves.
        conf.setIfMissing("spark.redaction.string.regex", Secrets.pattern());
        conf.setIfMissing("spark.redaction.regex", SECRET_KEYS + "|" + Secrets.pattern());
        asSpark3(conf);
        // What label has answered is written while it labels on: by turns, rather than after the tasks that wait.
        conf.setIfMissing("spark.scheduler.mode", "FAIR");
        if (LOCAL.matcher(conf.get("spark.master", "")).matches()) {
            // On one machine no task has a better place to wait for. A local Spark that delays a task for its place, as
            // HDFS names one, never offers it a core again once nothing else runs.
            conf.setIfMissing("spark.locality.wait", "0s");
        }
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /** Sets what Spark 4 does otherwise than Spark 3 and commands rely on, unless it is set already. */
    public static SparkConf asSpark3(SparkConf conf) {
        // Spark 4 sends files to the tasks of one session alone. Those of a command are for all of its threads.
        conf.setIfMissing("spark.sql.artifact.isolation.enabled", "false");
        // Spark 4 reads texts in a few character sets only, unless it is to read those of Java as Spark 3 does.
        conf.setIfMissing("spark.sql.legacy.javaCharsets", "true");
        return conf;
    }
}
