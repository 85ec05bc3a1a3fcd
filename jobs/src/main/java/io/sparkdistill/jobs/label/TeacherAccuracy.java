package io.sparkdistill.jobs.label;

import java.util.List;

/**
 * A teacher accuracy states the accuracy of a teacher on labeled examples.
 *
 * @param teacher name of the teacher, or {@link #TOGETHER}
 * @param rows number of examples that have a label and logits of every teacher
 * @param accuracy share of these examples whose label the teacher predicts
 * @param majorityShare accuracy of always predicting the most frequent label
 * @param warnings about a suspicious accuracy
 */
record TeacherAccuracy(String teacher, long rows, double accuracy, double majorityShare, List<String> warnings) {
    /** The name of all teachers combined. */
    static final String TOGETHER = "all together";

    TeacherAccuracy {
        warnings = List.copyOf(warnings);
    }
}
