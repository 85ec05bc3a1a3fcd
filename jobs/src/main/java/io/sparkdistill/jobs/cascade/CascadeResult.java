package io.sparkdistill.jobs.cascade;

import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.statistics.CascadeThreshold;
import io.sparkdistill.statistics.Interval;
import io.sparkdistill.teacher.FittedCascade;
import java.util.Locale;

/**
 * A cascade result describes a fitted cascade.
 *
 * @param file where it is stored
 */
record CascadeResult(FittedCascade cascade, String file) implements JobResult {
    @Override
    public String summary() {
        CascadeThreshold threshold = cascade.require(cascade.target());
        Interval interval = threshold.agreementInterval();
        return String.format(
                Locale.ROOT,
                "cascade: %s at least %s with confidence %s, chosen on %,d validation examples%n"
                        + "the student answers where its calibrated margin is at least %.3f (logit margin %.3f, temperature %.3f)%n"
                        + "teacher %s is asked for %.1f %% of the examples, %s%n"
                        + "%s on these examples: %.4f (95 %% interval %.4f to %.4f); of the student alone %.4f%n"
                        + "stored: %s",
                measured(),
                cascade.target(),
                1 - cascade.delta(),
                threshold.rows(),
                threshold.margin() / cascade.temperature(),
                threshold.margin(),
                cascade.temperature(),
                cascade.teacher().name(),
                100 * threshold.asked(),
                saved(threshold),
                measured(),
                threshold.agreement(),
                interval.lower(),
                interval.upper(),
                cascade.curve().studentAlone().agreement(),
                file);
    }

    private String measured() {
        return cascade.truth().equals("teacher") ? "agreement with the teacher" : "accuracy";
    }

    private static String saved(CascadeThreshold threshold) {
        return Double.isInfinite(threshold.savedTimes())
                ? "that is never"
                : String.format(Locale.ROOT, "%.1f times less than without a student", threshold.savedTimes());
    }
}
