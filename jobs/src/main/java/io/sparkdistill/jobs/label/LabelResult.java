package io.sparkdistill.jobs.label;

import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.report.TextTable;
import java.util.ArrayList;
import java.util.List;

/** What every teacher did, and how often it is right where there are labels. */
record LabelResult(List<TeacherResult> teachers, List<TeacherAccuracy> accuracies, StoredBytes bytesPerRow)
        implements JobResult {
    LabelResult {
        teachers = List.copyOf(teachers);
        accuracies = List.copyOf(accuracies);
    }

    /**
     * What one teacher did.
     *
     * @param examples distinct examples there are
     * @param before examples that had logits already
     * @param labeled examples that got logits now
     * @param rejected examples that this teacher cannot label, now or before
     * @param truncated examples that were cut to the teacher's limit, of all
     * @param tokens that the teacher has seen, of all
     * @param seconds the labeling took
     */
    record TeacherResult(
            String teacher,
            String fingerprint,
            long examples,
            long before,
            long labeled,
            long rejected,
            long truncated,
            long tokens,
            double seconds) {
        TeacherResult {
            if (examples != before + labeled + rejected) {
                throw new IllegalStateException(
                        "Cannot reconcile the examples of %s: %d distinct, but %d + %d labeled and %d rejected"
                                .formatted(teacher, examples, before, labeled, rejected));
            }
        }
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
        List<String> parts = new ArrayList<>(List.of(table.toString(), bytesPerRow.toString()));
        if (!accuracies.isEmpty()) {
            parts.add(againstLabels());
        }
        accuracies.forEach(accuracy -> accuracy.warnings().forEach(warning -> parts.add("warning: " + warning)));
        return String.join(System.lineSeparator(), parts);
    }

    private String againstLabels() {
        TextTable table = new TextTable("against the labels", "labeled rows", "accuracy", "most frequent label");
        for (TeacherAccuracy accuracy : accuracies) {
            table.row(
                    accuracy.teacher(),
                    accuracy.rows(),
                    "%.4f".formatted(accuracy.accuracy()),
                    "%.4f".formatted(accuracy.majorityShare()));
        }
        return table.toString();
    }
}
