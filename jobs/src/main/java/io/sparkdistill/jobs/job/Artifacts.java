package io.sparkdistill.jobs.job;

import java.util.List;
import java.util.stream.IntStream;

/** Defines the names of the artifacts of a run. */
public final class Artifacts {
    /** The student, with its training history and its learning curve. */
    public static final String STUDENT = "student";
    /** The baseline: the same network, trained on the hard labels alone. */
    public static final String BASELINE = "baseline";
    /** The evaluation: metrics, predictions and charts. */
    public static final String EVALUATION = "evaluation";

    /** The student as an ONNX model with the files that serving needs. */
    public static final String EXPORT = "export";

    /** The files that were chosen for teachers that are there in several, beside the table of logits. */
    public static final String TEACHER_CHOICES = "teacher-choices.json";

    private Artifacts() {}

    /** Returns the names of students that are trained in parallel: {@code student}, {@code student-2}, ... */
    public static List<String> students(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> number == 1 ? STUDENT : STUDENT + "-" + number)
                .toList();
    }
}
