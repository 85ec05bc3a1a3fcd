package io.sparkdistill.jobs.run;

/**
 * An outcome states the exit code and the message with which a run ended.
 *
 * @param exit code of the process
 * @param message empty after success
 */
public record Outcome(int exit, String message) {
    static final Outcome SUCCESS = new Outcome(0, "");
}
