package io.sparkdistill.jobs.label;

import io.sparkdistill.distill.ConfusionMatrix;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A teacher accuracy states the accuracy of a teacher on labeled examples.
 *
 * @param teacher name of the teacher, or {@link #TOGETHER}
 * @param rows number of examples that have a label and logits of every teacher
 * @param accuracy share of these examples whose label the teacher predicts
 * @param majorityShare accuracy of always predicting the most frequent label
 * @param confusion predictions by label
 * @param warnings about a suspicious accuracy
 */
record TeacherAccuracy(
        String teacher, long rows, double accuracy, double majorityShare, Confusion confusion, List<String> warnings) {
    /** The name of all teachers combined. */
    static final String TOGETHER = "all together";

    /**
     * Counts the predictions of each class by label.
     *
     * @param classes names of the classes
     * @param counts one row per label, one column per predicted class
     */
    record Confusion(List<String> classes, List<List<Long>> counts) {
        /** The largest number of classes whose table is kept. */
        private static final int MOST_CLASSES = 10;

        /** The counts of more classes than a person reads. */
        private static final Confusion LARGE = new Confusion(List.of(), List.of());

        Confusion {
            classes = List.copyOf(classes);
            counts = List.copyOf(counts);
        }

        /** Returns the counts; none for many classes. */
        static Confusion of(TaskConfig task, ConfusionMatrix matrix) {
            if (task.classes() > MOST_CLASSES) {
                return LARGE;
            }
            List<Integer> indices = IntStream.range(0, task.classes()).boxed().toList();
            return new Confusion(
                    indices.stream().map(task::className).toList(),
                    indices.stream()
                            .map(label -> indices.stream()
                                    .map(predicted -> matrix.count(label, predicted))
                                    .toList())
                            .toList());
        }

        /** Returns a table for the terminal; empty for many classes. */
        Optional<String> table(String teacher) {
            if (classes.isEmpty()) {
                return Optional.empty();
            }
            List<String> header = new ArrayList<>(List.of("label \\ " + teacher));
            header.addAll(classes);
            TextTable table = new TextTable(header.toArray(String[]::new));
            for (int label = 0; label < classes.size(); label++) {
                List<Object> row = new ArrayList<>(List.of(classes.get(label)));
                row.addAll(counts.get(label));
                table.row(row.toArray());
            }
            return Optional.of(table.toString());
        }
    }

    /** Returns the 95 % interval of the accuracy, by Wilson. */
    Interval interval() {
        return Interval.ofShare(Math.round(accuracy * rows), rows);
    }

    TeacherAccuracy {
        warnings = List.copyOf(warnings);
    }
}
