package io.sparkdistill.jobs.job;

import java.util.List;
import java.util.stream.IntStream;

/** What the verbs leave under {@code output} besides the tables. */
public final class Artifacts {
    /** The student: its files, its training history, its learning curve. */
    public static final String STUDENT = "student";
    /** The same network fitted to the hard labels alone. */
    public static final String BASELINE = "baseline";
    /** Metrics, predictions and pictures. */
    public static final String EVALUATION = "evaluation";

    /** The student for serving. */
    public static final String EXPORT = "export";

    private Artifacts() {}

    /** The students that were trained at once: {@code student}, {@code student-2}, {@code student-3}, ... */
    public static List<String> students(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> number == 1 ? STUDENT : STUDENT + "-" + number)
                .toList();
    }
}
