package io.sparkdistill.jobs.job;

/** Reports that a student does not meet {@code evaluate.require}. The message has the requirement and its values. */
public final class RequirementException extends RuntimeException {
    public RequirementException(String message) {
        super(message);
    }
}
