package io.sparkdistill.jobs.run;

/**
 * How a run ended.
 *
 * @param exit code of the process
 * @param message empty after success
 */
public record Outcome(int exit, String message) {
    static final Outcome SUCCESS = new Outcome(0, "");
}
