package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.job.TooManyRejectedException;
import io.sparkdistill.table.Rejected;
import java.util.List;

/**
 * Ends a run when a teacher rejects too many examples. The limit is a share of the examples on which it was run, or of
 * {@value #LEAST_EXAMPLES} if these are fewer, so that a few bad rows do not end a small run.
 */
final class RejectionLimit {
    private static final long LEAST_EXAMPLES = 1_000;

    private final double most;
    private final TeacherExamples examples;
    private final String teacher;
    private final String verb;

    /**
     * Creates the limit for one teacher.
     *
     * @param most largest share of rejected examples, in [0, 1]
     * @param verb under whose name they are stored
     */
    RejectionLimit(double most, TeacherExamples examples, String teacher, String verb) {
        this.most = most;
        this.examples = examples;
        this.teacher = teacher;
        this.verb = verb;
    }

    /**
     * Checks the present counts.
     *
     * @param rejected number of rejected examples
     * @param attempted number of examples on which the teacher was run
     * @throws TooManyRejectedException if too many are rejected
     */
    void check(long rejected, long attempted) {
        if (rejected <= most * Math.max(attempted, LEAST_EXAMPLES)) {
            return;
        }
        List<String> reasons = examples.reasons();
        throw new TooManyRejectedException(
                "Cannot continue with teacher %s: it rejected %,d of %,d examples, more than label.max-rejected-share = %s allows: %s; "
                                .formatted(teacher, rejected, attempted, most, String.join("; ", reasons))
                        + "see %s, and run `%s --retry-rejected` when the cause is fixed, or allow more"
                                .formatted(Rejected.of(verb), verb));
    }
}
