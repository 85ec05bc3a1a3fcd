package io.sparkdistill.jobs.config;

import java.util.Locale;
import java.util.Optional;

/**
 * These settings choose the rows that a cascade asks its teacher for.
 *
 * @param enabled whether the pipeline fits a cascade
 * @param target smallest share of right answers, above 0 and below 1
 * @param delta probability that the share is nevertheless below the target, above 0 and below 1
 * @param truth what a right answer is
 * @param tableRows number of rows of the tables that the target is held in; empty for the distribution of rows
 * @param driftTolerance largest difference of the share of texts that the teacher is asked for, from that of the validation
 *     examples, that is no drift
 * @param learn whether the texts that the teacher was asked for become examples of the transfer set
 */
public record CascadeConfig(
        boolean enabled,
        double target,
        double delta,
        Truth truth,
        Optional<Long> tableRows,
        double driftTolerance,
        boolean learn) {
    /** The key of {@link #learn}. */
    public static final String LEARN = "cascade.learn";

    /** Lists what an answer is compared with. */
    public enum Truth {
        /** The class of the teacher. */
        TEACHER,
        /** The label; examples without one do not count. */
        LABELS;

        /** Returns the name in files and messages. */
        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
