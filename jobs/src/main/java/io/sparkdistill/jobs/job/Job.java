package io.sparkdistill.jobs.job;

import org.apache.spark.sql.SparkSession;

/** A job runs one verb with one configuration. */
public interface Job {
    /** The verb, as on the command line. */
    String verb();

    /**
     * Checks everything that can be checked before Spark starts.
     *
     * @throws io.sparkdistill.jobs.config.ConfigurationException if the configuration cannot be run
     * @throws InputException if data or a model cannot be used
     */
    void validate();

    /** Whether the job writes to the output folder. */
    default boolean writes() {
        return true;
    }

    /** Does the work unless its result is up to date. It is called after {@link #validate}. */
    JobResult run(SparkSession spark);
}
