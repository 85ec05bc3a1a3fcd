package io.sparkdistill.jobs.promote;

import io.sparkdistill.jobs.config.PromoteConfig;
import io.sparkdistill.jobs.job.JobResult;

/**
 * A decision states whether a run is served.
 *
 * @param promoted whether it is served from now on
 * @param run id of the run that is served now; empty if none is
 * @param reason for people
 */
record Decision(boolean promoted, String run, String reason) implements JobResult {
    /** A gain may be smaller than promote.min-gain by this much, which is rounding. */
    private static final double ROUNDING = 1e-12;

    /** Decides by the comparison of a new student with the served one. */
    static Decision of(PromoteConfig config, StudentComparison compared, String served, String candidate) {
        String facts = "the %s".formatted(compared);
        if (compared.rows() == 0) {
            return stays(
                    served,
                    "no validation example has a prediction of both students, so they cannot be compared; set"
                            + " promote.when = always, or run `promote %s`".formatted(candidate));
        }
        if (!(compared.gain() > 0)) {
            return stays(served, facts + ": it is not better");
        }
        if (compared.gain() < config.minGain() - ROUNDING) {
            return stays(served, facts + ": the gain is below promote.min-gain = %s".formatted(config.minGain()));
        }
        if (compared.pValue() > config.maxPValue()) {
            return stays(served, facts + ": p is above promote.max-p-value = %s".formatted(config.maxPValue()));
        }
        return new Decision(true, candidate, facts + ": it is better");
    }

    /** Returns the decision that the served run stays. */
    static Decision stays(String served, String reason) {
        return new Decision(false, served, reason);
    }

    @Override
    public String summary() {
        if (promoted) {
            return "promote: run %s is served from now on: %s".formatted(run, reason);
        }
        return run.isEmpty()
                ? "promote: no run is served: " + reason
                : "promote: run %s stays served: %s".formatted(run, reason);
    }
}
