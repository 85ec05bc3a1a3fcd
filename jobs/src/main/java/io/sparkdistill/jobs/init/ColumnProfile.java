package io.sparkdistill.jobs.init;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A column profile describes the values of a column in a sample of rows.
 *
 * @param name of the column
 * @param present number of rows with a value
 * @param distinct number of different values
 * @param words mean number of words of a value
 * @param characters mean number of characters of a value
 * @param numbers share of values that are numbers
 * @param fractions share of values that are numbers with decimals other than zero
 * @param arrays share of values that are arrays of numbers
 */
record ColumnProfile(
        String name,
        int present,
        int distinct,
        double words,
        double characters,
        double numbers,
        double fractions,
        double arrays) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.][0-9]*)?([eE][+-]?[0-9]+)?");
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+([.]0*)?");
    private static final Pattern ARRAY = Pattern.compile("\\[\\s*-?[0-9][0-9.eE+-]*\\s*(,|\\]).*", Pattern.DOTALL);
    private static final Pattern LABEL = Pattern.compile(
            "label|labels|class|classes|target|category|sentiment|gold|gold_label|y|topic|intent|is_duplicate|polarity"
                    + "|.*(_|\\b)(label|class|category|judgment|judgement)");
    private static final Pattern TEXT = Pattern.compile(
            ".*(text|sentence|review|content|body|comment|question|tweet|message|title|phrase|premise|utterance|value).*");
    /** A value with more words on the average is no name of a class. */
    private static final double LABEL_WORDS = 5;

    private static final double MOST = 0.9;

    /** @param values of the rows of the sample; null for an absent one */
    static ColumnProfile of(String name, List<String> values) {
        List<String> present = values.stream()
                .filter(Objects::nonNull)
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
        Set<String> distinct = new HashSet<>(present);
        int rows = Math.max(1, present.size());
        return new ColumnProfile(
                name,
                present.size(),
                distinct.size(),
                present.stream()
                                .mapToInt(value -> value.split("\\s+", -1).length)
                                .sum()
                        / (double) rows,
                present.stream().mapToInt(String::length).sum() / (double) rows,
                count(present, NUMBER) / (double) rows,
                (count(present, NUMBER) - count(present, WHOLE)) / (double) rows,
                count(present, ARRAY) / (double) rows);
    }

    private static long count(List<String> values, Pattern pattern) {
        return values.stream().filter(value -> pattern.matcher(value).matches()).count();
    }

    boolean holdsFeatures() {
        return present > 0 && arrays >= MOST;
    }

    /** Whether the values may be texts of examples. */
    boolean mayBeText() {
        return present > 0 && numbers < 0.5 && arrays < 0.5 && distinct > 1;
    }

    /** Whether the values may be classes: a few that come again and again. */
    boolean mayBeLabel() {
        boolean repeats = distinct < present && distinct <= Math.max(2, present / 2);
        return present > 1 && distinct > 1 && repeats && words <= LABEL_WORDS && fractions < 0.01 && arrays < 0.5;
    }

    /** Returns how much the column looks like that of the label. */
    double labelScore() {
        double share = distinct / (double) present;
        return (LABEL.matcher(name.toLowerCase(Locale.ROOT)).matches() ? 10 : 0) + 1 - share - words / LABEL_WORDS / 2;
    }

    /** Returns how much the column looks like that of the text. */
    double textScore() {
        double named = TEXT.matcher(name.toLowerCase(Locale.ROOT)).matches() ? 2 : 1;
        return named * characters * distinct / present;
    }
}
