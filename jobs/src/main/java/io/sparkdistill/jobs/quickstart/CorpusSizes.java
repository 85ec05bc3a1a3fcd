package io.sparkdistill.jobs.quickstart;

/**
 * How many sentences each file of the corpus has.
 *
 * @param teacherTrain labeled, for the teacher
 * @param train labeled, for the student, of common words only
 * @param unlabeled without labels
 * @param validation labeled
 * @param test labeled
 */
public record CorpusSizes(int teacherTrain, int train, int unlabeled, int validation, int test) {
    /** What the quickstart uses. */
    public static final CorpusSizes STANDARD = new CorpusSizes(20_000, 1_000, 16_000, 1_000, 2_000);

    public CorpusSizes {
        if (Math.min(Math.min(teacherTrain, train), Math.min(unlabeled, Math.min(validation, test))) < 1) {
            throw new IllegalArgumentException("Cannot make a corpus: every file needs a sentence: %d, %d, %d, %d, %d"
                    .formatted(teacherTrain, train, unlabeled, validation, test));
        }
    }
}
