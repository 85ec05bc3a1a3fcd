package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.job.TooManyRejectedException;
import java.util.List;
import java.util.Locale;

/**
 * How many of a teacher's examples may be rejected before the run ends: a share of those that it was asked about, and of
 * {@value #LEAST_EXAMPLES} where there are fewer, so that a handful of bad rows ends no small run.
 */
final class RejectedShare {
    private static final long LEAST_EXAMPLES = 1_000;

    private final double most;
    private final TeacherExamples examples;
    private final String teacher;

    /**
     * A limit on the rejections of one teacher.
     *
     * @param most in [0, 1]
     */
    RejectedShare(double most, TeacherExamples examples, String teacher) {
        this.most = most;
        this.examples = examples;
        this.teacher = teacher;
    }

    /**
     * Checks the counts so far.
     *
     * @param rejected examples of all that were asked
     * @throws TooManyRejectedException if they are too many
     */
    void check(long rejected, long asked) {
        if (rejected <= most * Math.max(asked, LEAST_EXAMPLES)) {
            return;
        }
        List<String> reasons = examples.reasons();
        throw new TooManyRejectedException(
                "Cannot continue with teacher %s: it rejected %,d of %,d examples, more than label.max-rejected-share = %s allows: %s; "
                                .formatted(teacher, rejected, asked, written(), String.join("; ", reasons))
                        + "see %s, and run `label --retry-rejected` when the cause is fixed, or allow more"
                                .formatted(TeacherExamples.REJECTED));
    }

    private String written() {
        return String.format(Locale.ROOT, "%s", most);
    }
}
