package io.sparkdistill.jobs.augment;

import org.apache.spark.sql.Row;

/**
 * Counts how the words of the copies were changed.
 *
 * @param sentences sentences that were augmented
 * @param words words of these sentences
 * @param masked words that were masked
 * @param replaced words that were replaced
 * @param sampled sentences that were cut to an n-gram
 */
public record WordCounts(long sentences, long words, long masked, long replaced, long sampled) {
    static final WordCounts NONE = new WordCounts(0, 0, 0, 0, 0);

    /** Reads the sums of the columns of {@link TextCopyMaker}, by their names. */
    static WordCounts of(Row sums) {
        return new WordCounts(
                sums.getAs(TextCopyMaker.SENTENCES),
                sums.getAs(TextCopyMaker.WORDS),
                sums.getAs(TextCopyMaker.MASKED),
                sums.getAs(TextCopyMaker.REPLACED),
                sums.getAs(TextCopyMaker.SAMPLED));
    }
}
