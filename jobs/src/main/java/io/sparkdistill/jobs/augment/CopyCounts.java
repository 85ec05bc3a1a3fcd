package io.sparkdistill.jobs.augment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sparkdistill.jobs.report.TextTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts what became of the copies. Every copy that was made is kept or dropped.
 *
 * @param made copies that were made
 * @param kept copies in the transfer set
 * @param duplicates copies equal to an example or to another copy
 * @param leaked copies that are also validation or test examples
 * @param overLimit copies beyond the limit of the configuration
 * @param changes to the words of all copies that were made
 */
public record CopyCounts(
        long made,
        long kept,
        long duplicates,
        long leaked,
        @JsonProperty("leftOut") long overLimit,
        @JsonUnwrapped WordCounts changes) {
    /** The counts where no copies are made. */
    static final CopyCounts NONE = new CopyCounts(0, 0, 0, 0, 0, WordCounts.NONE);

    private static final String KEPT = "kept";
    private static final String DUPLICATES = "duplicates";
    private static final String LEAKED = "leaked_copies";
    private static final String LIMITED = "limited";

    public CopyCounts {
        if (made != kept + duplicates + leaked + overLimit) {
            throw new IllegalStateException("Cannot reconcile the copies: made %d but accounted for %d"
                    .formatted(made, kept + duplicates + leaked + overLimit));
        }
    }

    /** Counts copies that {@link Copies#flag} has flagged. Equal copies are one row with their number. */
    static CopyCounts of(Dataset<Row> copies) {
        Column duplicate = col(Copies.DUPLICATE);
        Column leaked = col(ExampleSelection.LEAKED);
        Column overLimit = col(ExampleSelection.OVER_LIMIT);
        Row counts = copies.agg(
                        total(Copies.MADE),
                        count_if(not(duplicate.or(leaked).or(overLimit))).as(KEPT),
                        count_if(duplicate).as(DUPLICATES),
                        count_if(leaked).as(LEAKED),
                        count_if(overLimit).as(LIMITED),
                        total(TextCopyMaker.SENTENCES),
                        total(TextCopyMaker.WORDS),
                        total(TextCopyMaker.MASKED),
                        total(TextCopyMaker.REPLACED),
                        total(TextCopyMaker.SAMPLED))
                .first();
        if (counts.getAs(Copies.MADE) == null) {
            return NONE;
        }
        long made = counts.getAs(Copies.MADE);
        long kept = counts.getAs(KEPT);
        long duplicates = counts.getAs(DUPLICATES);
        long leakedCopies = counts.getAs(LEAKED);
        long limited = counts.getAs(LIMITED);
        long distinct = kept + duplicates + leakedCopies + limited;
        return new CopyCounts(made, kept, made - distinct + duplicates, leakedCopies, limited, WordCounts.of(counts));
    }

    private static Column total(String column) {
        return sum(column).as(column);
    }

    String summary() {
        TextTable counts = new TextTable("copies", "rows")
                .row("made", made)
                .row("= transfer set, augmented", kept)
                .row("+ duplicates dropped", duplicates)
                .row("+ dropped: in validation or test", leaked)
                .row("+ left out by augment.limits", overLimit);
        if (changes.words() == 0) {
            return counts.toString();
        }
        TextTable shares = new TextTable("done to copies", "number", "share")
                .row("words masked", changes.masked(), share(changes.masked(), changes.words()))
                .row("words replaced", changes.replaced(), share(changes.replaced(), changes.words()))
                .row("sentences cut to an n-gram", changes.sampled(), share(changes.sampled(), changes.sentences()));
        return counts + System.lineSeparator() + shares;
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "-" : "%.4f".formatted((double) part / whole);
    }
}
