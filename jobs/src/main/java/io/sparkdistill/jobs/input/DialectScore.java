package io.sparkdistill.jobs.input;

import java.util.List;

/**
 * Measures how well a dialect fits the beginning of some files.
 *
 * @param good number of rows with as many columns as the first row of their file
 * @param bad number of other rows
 * @param broken number of rows that violate the grammar of the dialect
 * @param stray number of rows with a quote in a field that is not enclosed
 * @param needed number of rows with a field that had to be enclosed, and is
 * @param bare number of rows without an enclosed field
 * @param columns number of columns of the widest file
 */
record DialectScore(long good, long bad, long broken, long stray, long needed, long bare, long columns) {
    static final DialectScore NOTHING = new DialectScore(0, 0, 0, 0, 0, 0, 0);

    /** Creates a score from its {@link #values}. */
    DialectScore(long[] values) {
        this(values[0], values[1], values[2], values[3], values[4], values[5], values[6]);
    }

    /** Returns the components in the order of their declaration. */
    long[] values() {
        return new long[] {good, bad, broken, stray, needed, bare, columns};
    }

    /**
     * Scores a text.
     *
     * @param isCut whether the text goes on, so that its last row is not judged
     */
    static DialectScore of(RecordScanner rows, boolean isCut, boolean multiLine) {
        long[] counts = new long[6];
        int columns = 0;
        while (rows.next()) {
            if (isCut && rows.isLast()) {
                break;
            }
            columns = columns == 0 ? rows.fields().size() : columns;
            boolean right = rows.fields().size() == columns && !rows.isBroken() && (multiLine || !rows.hasStrayQuote());
            counts[right ? 0 : 1]++;
            counts[2] += rows.isBroken() ? 1 : 0;
            counts[3] += rows.hasStrayQuote() ? 1 : 0;
            counts[4] += rows.needsQuotes() ? 1 : 0;
            counts[5] += rows.hasEnclosed() ? 0 : 1;
        }
        return new DialectScore(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], columns);
    }

    DialectScore plus(DialectScore other) {
        return new DialectScore(
                good + other.good,
                bad + other.bad,
                broken + other.broken,
                stray + other.stray,
                needed + other.needed,
                bare + other.bare,
                Math.max(columns, other.columns));
    }

    /** Returns whether some fields need their quotes, which is unlikely in a text without quoting. */
    private boolean showsQuoting() {
        return needed > 0 || (bare == 0 && good > 1);
    }

    /**
     * Returns the dialect that fits best.
     *
     * @param dialects the likeliest first
     * @param scores of each
     */
    static Dialect best(List<Dialect> dialects, List<DialectScore> scores) {
        int clean = -1;
        for (int i = 0; i < scores.size(); i++) {
            boolean fits = dialects.get(i).multiLine() && scores.get(i).broken == 0;
            if (fits && (clean < 0 || scores.get(i).good > scores.get(clean).good)) {
                clean = i;
            }
        }
        int literal = dialects.indexOf(Dialect.LITERAL);
        if (clean >= 0 && (literal < 0 || isRather(scores.get(clean), scores.get(literal)))) {
            return dialects.get(clean);
        }
        return literal >= 0 && scores.get(literal).bad == 0 ? Dialect.LITERAL : mostRows(dialects, scores);
    }

    /** Returns whether the quotes are more likely those of a writer of delimited files than part of the text. */
    private static boolean isRather(DialectScore quoted, DialectScore literal) {
        boolean asMany = quoted.good == literal.good || literal.bad > 0 || literal.columns == 1;
        return quoted.stray == 0 && quoted.showsQuoting() && asMany;
    }

    private static Dialect mostRows(List<Dialect> dialects, List<DialectScore> scores) {
        int most = 0;
        for (int i = 1; i < scores.size(); i++) {
            most = scores.get(i).good > scores.get(most).good ? i : most;
        }
        return dialects.get(most);
    }
}
