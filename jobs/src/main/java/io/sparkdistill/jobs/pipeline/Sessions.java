package io.sparkdistill.jobs.pipeline;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Starts the session of a command. */
public final class Sessions {
    private static final String MAIN_CLASS = "io.sparkdistill.jobs.cli.Distill";
    private static final String NAME = "spark.app.name";
    private static final String KRYO_BUFFER = "spark.kryoserializer.buffer.max";

    private Sessions() {}

    /**
     * Starts a session, or takes the one that is there.
     *
     * @param name of the application, unless {@code --name} gives another
     */
    public static SparkSession start(SparkConf conf, String name) {
        // spark-submit names an application after its main class where nobody names it.
        if (conf.get(NAME, MAIN_CLASS).equals(MAIN_CLASS)) {
            conf.setAppName(name);
        }
        // The parameters of a student come back from a task as one object; Kryo grows its buffer only as it needs.
        conf.setIfMissing(KRYO_BUFFER, "2047m");
        return SparkSession.builder().config(conf).getOrCreate();
    }
}
