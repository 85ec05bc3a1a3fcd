package io.sparkdistill.jobs.job;

/** What the verbs leave under {@code output} besides the tables. */
public final class Artefacts {
    /** The student: its files, its training history, its learning curve. */
    public static final String STUDENT = "student";
    /** The same network fitted to the hard labels alone. */
    public static final String BASELINE = "baseline";
    /** Metrics, predictions and pictures. */
    public static final String EVALUATION = "evaluation";

    /** The student for serving. */
    public static final String EXPORT = "export";

    private Artefacts() {}
}
