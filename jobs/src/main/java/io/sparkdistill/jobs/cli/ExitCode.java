package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.job.InputException;

/** What the process returns. */
final class ExitCode {
    static final int SUCCESS = 0;
    /** The run failed although configuration and inputs were right. */
    static final int FAILED = 1;
    /** The command line or the configuration is wrong; Spark did not start. */
    static final int BAD_CONFIGURATION = 2;
    /** Data or a model is not what the configuration says. */
    static final int BAD_INPUT = 3;

    private ExitCode() {}

    static int of(Throwable error) {
        if (error instanceof ConfigurationException) {
            return BAD_CONFIGURATION;
        }
        return error instanceof InputException ? BAD_INPUT : FAILED;
    }
}
