package io.sparkdistill.jobs.quickstart;

/**
 * Corpus sizes define the number of sentences of each file of a generated corpus.
 *
 * @param teacherTrain labeled sentences for training the teacher
 * @param train labeled sentences for training the student, of common words only
 * @param unlabeled sentences without labels
 * @param validation labeled sentences for validation
 * @param test labeled sentences for the test
 */
public record CorpusSizes(int teacherTrain, int train, int unlabeled, int validation, int test) {
    /** The sizes of the quickstart. */
    public static final CorpusSizes STANDARD = new CorpusSizes(20_000, 1_000, 16_000, 1_000, 2_000);

    public CorpusSizes {
        if (Math.min(Math.min(teacherTrain, train), Math.min(unlabeled, Math.min(validation, test))) < 1) {
            throw new IllegalArgumentException("Cannot make a corpus: every file needs a sentence: %d, %d, %d, %d, %d"
                    .formatted(teacherTrain, train, unlabeled, validation, test));
        }
    }
}
