package io.sparkdistill.jobs.generate;

import io.sparkdistill.jobs.report.TextTable;

/**
 * Counts what became of the rows that are sources of texts.
 *
 * @param read rows of the inputs; sentences where texts are cut into sentences
 * @param unusable rows that could not be used
 * @param distinct different sources among the others
 * @param heldBack sources that are validation or test examples, about which nothing is written
 * @param before sources with texts of earlier runs
 * @param now sources with texts of this run
 * @param rejected sources that the model has rejected, in this run or before
 * @param left sources that the budget has left to the next run
 */
record GenerateCounts(
        long read, long unusable, long distinct, long heldBack, long before, long now, long rejected, long left) {
    GenerateCounts {
        if (distinct != heldBack + before + now + rejected + left || distinct + unusable > read) {
            throw new IllegalStateException(
                    "Cannot reconcile the sources: %d read, %d unusable, %d distinct, but %d held back, %d before, %d now, %d rejected, %d left"
                            .formatted(read, unusable, distinct, heldBack, before, now, rejected, left));
        }
    }

    /** Returns the number of sources with texts. */
    long sources() {
        return before + now;
    }

    @Override
    public String toString() {
        return new TextTable("generate", "rows")
                .row("read", read)
                .row("= sources with texts before", before)
                .row("+ sources with texts now", now)
                .row("+ duplicates", read - unusable - distinct)
                .row("+ left out: in validation or test", heldBack)
                .row("+ rejected by the model", rejected)
                .row("+ left by label.budget", left)
                .row("+ rejected while reading", unusable)
                .toString();
    }
}
