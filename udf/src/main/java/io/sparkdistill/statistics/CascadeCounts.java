package io.sparkdistill.statistics;

import io.sparkdistill.distill.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Counts the examples of a {@link CascadeCurve}, one after the other.
 *
 * <p>An answer is right if it is the reference class: the class of the teacher where the cascade is to agree with the
 * teacher, and the label where it is to be right.
 */
public final class CascadeCounts {
    /** Counts by the index of the largest threshold at which the student answers, from 0. */
    private final long[] rows = new long[CascadeCurve.GRID.size()];

    private final long[] studentWrong = new long[rows.length];
    private final long[] teacherWrong = new long[rows.length];
    private long alwaysAsked;
    private long alwaysAskedWrong;

    /**
     * Adds an example that both models have answered.
     *
     * @param margin logit margin of the student, at least 0
     * @param student class of the student
     * @param teacher class of the teacher
     * @param reference the right class
     */
    public void add(double margin, int student, int teacher, int reference) {
        if (!(margin >= 0)) {
            throw new InvalidInputException("choose a threshold", "a margin must be at least 0: " + margin);
        }
        int found = Collections.binarySearch(CascadeCurve.GRID, margin);
        int index = found >= 0 ? found : -found - 2;
        rows[index]++;
        studentWrong[index] += student == reference ? 0 : 1;
        teacherWrong[index] += teacher == reference ? 0 : 1;
    }

    /**
     * Adds an example for which the student has no prediction, so that the teacher is always asked.
     *
     * @param teacher class of the teacher
     * @param reference the right class
     */
    public void addAsked(int teacher, int reference) {
        alwaysAsked++;
        alwaysAskedWrong += teacher == reference ? 0 : 1;
    }

    /** Returns the curve of the examples that were added, at least one. */
    public CascadeCurve curve() {
        long answered = 0;
        long wrong = alwaysAskedWrong;
        for (int i = 0; i < rows.length; i++) {
            answered += rows[i];
            wrong += studentWrong[i];
        }
        long all = answered + alwaysAsked;
        List<Long> answeredAt = new ArrayList<>();
        List<Long> wrongAt = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            answeredAt.add(answered);
            wrongAt.add(wrong);
            // At the next threshold the teacher answers these.
            answered -= rows[i];
            wrong += teacherWrong[i] - studentWrong[i];
        }
        return new CascadeCurve(all, answeredAt, wrongAt);
    }
}
