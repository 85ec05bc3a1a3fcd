package io.sparkdistill.statistics;

/**
 * A cascade threshold decides who answers: the student where its logit margin is at least the threshold, and the teacher
 * everywhere else. The counts are those of the examples that it was chosen on.
 *
 * @param margin smallest logit margin that the student answers, at least 0; at 0 the teacher is never asked
 * @param rows number of examples
 * @param answered number of examples that the student answers
 * @param wrong number of examples whose answer, of either model, is wrong
 */
public record CascadeThreshold(double margin, long rows, long answered, long wrong) {
    /** Returns the share of the examples that the teacher is asked for, from 0 to 1. */
    public double asked() {
        return (double) (rows - answered) / rows;
    }

    /** Returns the share of the examples whose answer is right, from 0 to 1. */
    public double agreement() {
        return (double) (rows - wrong) / rows;
    }

    /** Returns the 95 % interval of {@link #agreement}. */
    public Interval agreementInterval() {
        return Interval.ofShare(rows - wrong, rows);
    }

    /** Returns how many times fewer texts the teacher reads than without a student; infinite if it reads none. */
    public double savedTimes() {
        return (double) rows / (rows - answered);
    }
}
