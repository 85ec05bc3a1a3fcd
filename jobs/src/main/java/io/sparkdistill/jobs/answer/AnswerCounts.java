package io.sparkdistill.jobs.answer;

import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.statistics.AskedShare;

/**
 * Counts what became of the rows that were to be answered.
 *
 * @param read rows of the inputs; sentences where texts are cut into sentences
 * @param unusable rows that could not be used
 * @param distinct different texts among the others
 * @param before texts that an earlier run has answered
 * @param beforeByTeacher those of them that the teacher has answered
 * @param student texts that the student has answered in this run
 * @param teacher texts that the teacher has answered in this run
 * @param rejected texts that the teacher has rejected, in this run or before
 * @param left texts for the teacher that the budget has left to the next run
 */
record AnswerCounts(
        long read,
        long unusable,
        long distinct,
        long before,
        long beforeByTeacher,
        long student,
        long teacher,
        long rejected,
        long left) {
    AnswerCounts {
        if (distinct != before + student + teacher + rejected + left || distinct + unusable > read) {
            throw new IllegalStateException(
                    "Cannot reconcile the rows: %d read, %d unusable, %d distinct, but %d answered before, %d by the student, %d by the teacher, %d rejected, %d left"
                            .formatted(read, unusable, distinct, before, student, teacher, rejected, left));
        }
    }

    /** Returns the number of the texts for the teacher, of all runs over these inputs. */
    long asked() {
        return beforeByTeacher + teacher + rejected + left;
    }

    /** Returns the share of the texts for the teacher; there must be a text. */
    AskedShare share() {
        return new AskedShare(asked(), distinct);
    }

    @Override
    public String toString() {
        return new TextTable("answer", "rows")
                .row("read", read)
                .row("= answered before", before)
                .row("+ answered by the student", student)
                .row("+ answered by the teacher", teacher)
                .row("+ duplicates", read - unusable - distinct)
                .row("+ rejected by the teacher", rejected)
                .row("+ left by label.budget", left)
                .row("+ rejected while reading", unusable)
                .toString();
    }
}
