package io.sparkdistill.jobs.label;

/**
 * How far a teacher is with the examples.
 *
 * @param examples distinct examples there are
 * @param pending examples that are still to be labeled
 * @param labeled examples that have logits
 * @param rejected examples that the teacher cannot label, and has not labeled since
 * @param truncated labeled examples that were cut to the teacher's limit
 * @param tokens that the teacher has seen
 */
record LabelingCounts(long examples, long pending, long labeled, long rejected, long truncated, long tokens) {
    /** Examples that the teacher has been asked about. */
    long attempted() {
        return labeled + rejected;
    }
}
