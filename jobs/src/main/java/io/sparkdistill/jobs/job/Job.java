package io.sparkdistill.jobs.job;

import org.apache.spark.sql.SparkSession;

/** One verb on one configuration. */
public interface Job {
    /** The verb, as it is written on the command line. */
    String verb();

    /**
     * Checks everything that can be checked before Spark starts.
     *
     * @throws io.sparkdistill.jobs.config.ConfigurationException if the configuration cannot be run
     * @throws InputException if data or a model cannot be used
     */
    void validate();

    /** Whether the verb writes to the output folder; a verb that only looks changes nothing there. */
    default boolean writes() {
        return true;
    }

    /** Does the work, or finds that it is done. Called after {@link #validate}. */
    JobResult run(SparkSession spark);
}
