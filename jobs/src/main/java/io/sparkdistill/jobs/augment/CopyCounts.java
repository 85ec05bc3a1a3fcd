package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sparkdistill.jobs.report.TextTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What became of every copy, and what was done to the words of all copies made.
 *
 * @param made copies made
 * @param kept copies in the transfer set
 * @param duplicates copies equal to an example or to another copy
 * @param leaked copies dropped because validation or test holds them
 * @param overLimit copies beyond the limit of the configuration
 * @param sentences sentences that went through the augmentations
 * @param words words of these sentences
 * @param masked words that were masked
 * @param replaced words that were replaced
 * @param sampled sentences that were cut to an n-gram
 */
public record CopyCounts(
        long made,
        long kept,
        long duplicates,
        long leaked,
        @JsonProperty("leftOut") long overLimit,
        long sentences,
        long words,
        long masked,
        long replaced,
        long sampled) {
    /** No copies. */
    static final CopyCounts NONE = new CopyCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public CopyCounts {
        if (made != kept + duplicates + leaked + overLimit) {
            throw new IllegalStateException("Cannot reconcile the copies: made %d but accounted for %d"
                    .formatted(made, kept + duplicates + leaked + overLimit));
        }
    }

    /** The counts of copies that {@link Copies#flag} judged. */
    static CopyCounts of(Dataset<Row> copies) {
        Column dropped = col(Copies.DUPLICATE).or(col(ExampleSelection.LEAKED)).or(col(ExampleSelection.OVER_LIMIT));
        Row row = copies.agg(
                        sum(Copies.MADE),
                        count_if(not(dropped)),
                        count_if(col(Copies.DUPLICATE)),
                        count_if(col(ExampleSelection.LEAKED)),
                        count_if(col(ExampleSelection.OVER_LIMIT)),
                        sum(TextCopyMaker.SENTENCES),
                        sum(TextCopyMaker.WORDS),
                        sum(TextCopyMaker.MASKED),
                        sum(TextCopyMaker.REPLACED),
                        sum(TextCopyMaker.SAMPLED))
                .first();
        if (row.isNullAt(0)) {
            return NONE;
        }
        long distinct = row.getLong(1) + row.getLong(2) + row.getLong(3) + row.getLong(4);
        return new CopyCounts(
                row.getLong(0),
                row.getLong(1),
                row.getLong(0) - distinct + row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9));
    }

    String summary() {
        TextTable counts = new TextTable("copies", "rows")
                .row("made", made)
                .row("= transfer set, augmented", kept)
                .row("+ duplicates dropped", duplicates)
                .row("+ dropped: in validation or test", leaked)
                .row("+ left out by augment.limits", overLimit);
        if (words == 0) {
            return counts.toString();
        }
        TextTable shares = new TextTable("done to copies", "number", "share")
                .row("words masked", masked, share(masked, words))
                .row("words replaced", replaced, share(replaced, words))
                .row("sentences cut to an n-gram", sampled, share(sampled, sentences));
        return counts + System.lineSeparator() + shares;
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "-" : "%.4f".formatted((double) part / whole);
    }
}
