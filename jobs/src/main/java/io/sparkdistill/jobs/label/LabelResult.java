package io.sparkdistill.jobs.label;

import io.sparkdistill.inference.ModelSpec;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.report.TextTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of the verb label has the counts of every teacher, and its accuracy on labeled examples.
 *
 * @param choices of the files of teachers that are there in several
 * @param spent what endpoints were asked, for people; empty if nothing was
 */
record LabelResult(
        List<TeacherChoice> choices,
        List<TeacherResult> teachers,
        List<TeacherAccuracy> accuracies,
        StoredBytes bytesPerRow,
        String spent)
        implements JobResult {
    LabelResult {
        choices = List.copyOf(choices);
        teachers = List.copyOf(teachers);
        accuracies = List.copyOf(accuracies);
    }

    /**
     * A teacher result has the counts of the examples and tokens that one teacher has labeled.
     *
     * @param examples distinct examples
     * @param before examples that had logits before this run
     * @param labeled examples that this run has labeled
     * @param rejected examples that this teacher has rejected, in this run or before
     * @param left examples that the budget has left to the next run
     * @param truncated labeled examples that were longer than the teacher's largest number of tokens
     * @param tokens of all labeled examples
     * @param seconds duration of labeling
     */
    record TeacherResult(
            String teacher,
            String fingerprint,
            long examples,
            long before,
            long labeled,
            long rejected,
            long left,
            long truncated,
            long tokens,
            double seconds) {
        /** Returns the result of a run from the counts before and after it. */
        static TeacherResult of(ModelSpec teacher, LabelingCounts before, LabelingCounts after, double seconds) {
            return new TeacherResult(
                    teacher.name(),
                    teacher.fingerprint(),
                    after.examples(),
                    before.labeled(),
                    after.labeled() - before.labeled(),
                    after.rejected(),
                    after.pending(),
                    after.truncated(),
                    after.tokens(),
                    seconds);
        }

        /** Returns the counts after the run. */
        LabelingCounts counts() {
            return new LabelingCounts(examples, 0, before + labeled, rejected, truncated, tokens);
        }

        TeacherResult {
            if (examples != before + labeled + rejected + left) {
                throw new IllegalStateException(
                        "Cannot reconcile the examples of %s: %d distinct, but %d + %d labeled, %d rejected and %d left"
                                .formatted(teacher, examples, before, labeled, rejected, left));
            }
        }
    }

    /** Returns the number of examples that the budget has left, summed over the teachers. */
    long left() {
        return teachers.stream().mapToLong(TeacherResult::left).sum();
    }

    @Override
    public String summary() {
        TextTable table = new TextTable(
                "label",
                "distinct",
                "= labeled before",
                "+ labeled now",
                "+ rejected",
                "truncated",
                "tokens",
                "seconds",
                "rows/s");
        for (TeacherResult teacher : teachers) {
            table.row(
                    teacher.teacher(),
                    teacher.examples(),
                    teacher.before(),
                    teacher.labeled(),
                    teacher.rejected(),
                    teacher.truncated(),
                    teacher.tokens(),
                    "%.1f".formatted(teacher.seconds()),
                    teacher.labeled() == 0 ? "-" : "%.1f".formatted(teacher.labeled() / teacher.seconds()));
        }
        List<String> parts =
                new ArrayList<>(choices.stream().map(TeacherChoice::summary).toList());
        parts.addAll(List.of(table.toString(), bytesPerRow.toString()));
        if (!spent.isEmpty()) {
            parts.add(spent);
        }
        teachers.stream()
                .filter(teacher -> teacher.left() > 0)
                .forEach(teacher -> parts.add(
                        "label.budget is used up: %,d examples of %s are left for the next run; the soft targets lack them"
                                .formatted(teacher.left(), teacher.teacher())));
        if (!accuracies.isEmpty()) {
            parts.add(againstLabels());
        }
        accuracies.forEach(
                accuracy -> accuracy.confusion().table(accuracy.teacher()).ifPresent(parts::add));
        accuracies.forEach(accuracy -> accuracy.warnings().forEach(warning -> parts.add("warning: " + warning)));
        return String.join(System.lineSeparator(), parts);
    }

    private String againstLabels() {
        TextTable table =
                new TextTable("against the labels", "labeled rows", "accuracy", "95 % interval", "most frequent label");
        for (TeacherAccuracy accuracy : accuracies) {
            table.row(
                    accuracy.teacher(),
                    accuracy.rows(),
                    "%.4f".formatted(accuracy.accuracy()),
                    "%.4f to %.4f"
                            .formatted(
                                    accuracy.interval().lower(),
                                    accuracy.interval().upper()),
                    "%.4f".formatted(accuracy.majorityShare()));
        }
        return table.toString();
    }
}
