package io.sparkdistill.jobs.label;

/**
 * How far a teacher is with the examples.
 *
 * @param examples distinct examples there are
 * @param pending examples that are still to be labelled
 * @param labeled rows of logits that they have: one for each that is labelled
 * @param rejected examples that the teacher cannot label
 * @param truncated labelled examples that were cut to the teacher's limit
 * @param tokens that the teacher has seen
 */
record Census(long examples, long pending, long labeled, long rejected, long truncated, long tokens) {}
