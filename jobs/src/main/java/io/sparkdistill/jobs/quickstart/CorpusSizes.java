package io.sparkdistill.jobs.quickstart;

/**
 * How many sentences each file of the corpus has.
 *
 * @param teacherTrain labelled, for the teacher
 * @param train labelled, for the student, of common words only
 * @param unlabeled without labels
 */
public record CorpusSizes(int teacherTrain, int train, int unlabeled, int validation, int test) {
    /** What the quickstart uses. */
    public static final CorpusSizes STANDARD = new CorpusSizes(20_000, 1_000, 16_000, 1_000, 2_000);
}
