package io.sparkdistill.jobs.label;

import java.util.List;

/**
 * How often a teacher is right on labeled rows.
 *
 * @param teacher its name, or {@link #TOGETHER}
 * @param rows that have a label and logits of every teacher
 * @param accuracy share of them on which it is right
 * @param majorityShare what always answering the most frequent label would reach
 * @param warnings what a user should look at
 */
record TeacherAccuracy(String teacher, long rows, double accuracy, double majorityShare, List<String> warnings) {
    /** The name of all teachers as one. */
    static final String TOGETHER = "all together";

    TeacherAccuracy {
        warnings = List.copyOf(warnings);
    }
}
