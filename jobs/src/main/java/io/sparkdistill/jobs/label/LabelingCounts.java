package io.sparkdistill.jobs.label;

/**
 * Counts the examples that a teacher has labeled, has rejected or has yet to label.
 *
 * @param examples distinct examples
 * @param pending examples that are neither labeled nor rejected
 * @param labeled examples with logits
 * @param rejected examples that the teacher rejected and has not labeled since
 * @param truncated labeled examples that were longer than the teacher's largest number of tokens
 * @param tokens of all labeled examples
 */
public record LabelingCounts(long examples, long pending, long labeled, long rejected, long truncated, long tokens) {
    /** The counts of no example. */
    public static final LabelingCounts NONE = new LabelingCounts(0, 0, 0, 0, 0, 0);

    /** Returns the counts of two disjoint sets of examples. */
    public LabelingCounts plus(LabelingCounts other) {
        return new LabelingCounts(
                examples + other.examples,
                pending + other.pending,
                labeled + other.labeled,
                rejected + other.rejected,
                truncated + other.truncated,
                tokens + other.tokens);
    }

    /** Returns the counts after pending examples were answered. */
    LabelingCounts after(ChunkCounts answers) {
        long answered = answers.rows() - answers.rejected();
        return plus(new LabelingCounts(
                0, -answers.rows(), answered, answers.rejected(), answers.truncated(), answers.tokens()));
    }

    /** The number of examples on which the teacher was run. */
    public long attempted() {
        return labeled + rejected;
    }
}
