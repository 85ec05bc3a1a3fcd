package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputEntry.ColumnRoles;
import io.sparkdistill.jobs.config.InputFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Guesses the separator and the header of delimited files from the beginning of one.
 *
 * @param format tsv or csv
 * @param header whether the first line has the names of the columns
 * @param separator empty for the usual one of the format
 * @param columns names of the columns
 */
record DelimitedGuess(InputFormat format, boolean header, Optional<String> separator, List<String> columns) {
    /** The column of files without columns. */
    static final String VALUE = "value";

    private static final String TAB = "\t";
    private static final String COMMA = ",";
    private static final int HEADER_ROWS = 2000;
    /** More rows of another length than this share, and a character separates no columns. */
    private static final double MOST_BAD = 0.2;

    private static final double FEW_BAD = 0.02;

    /** Measures how well a separator fits. */
    private record Fit(String separator, Dialect dialect, DialectScore score) {
        double badShare() {
            return (double) score.bad() / Math.max(1, score.good() + score.bad());
        }
    }

    /**
     * Guesses from the beginning of a file.
     *
     * @param name of the file without the extension of its compression
     * @return empty if it is a text without columns
     */
    static Optional<DelimitedGuess> of(String text, boolean isCut, String name) {
        boolean csv = name.endsWith(".csv");
        boolean tsv = name.matches(".*\\.(tsv|tab)");
        List<String> order = csv ? List.of(COMMA, ";", TAB, "|") : List.of(TAB, COMMA, ";", "|");
        // In a file that is not called so, commas are more likely those of sentences.
        double most = csv || tsv ? MOST_BAD : FEW_BAD;
        Optional<Fit> best = order.stream()
                .map(separator -> fit(text, isCut, separator))
                .filter(fit -> fit.score().columns() > 1 && fit.badShare() <= most)
                .min(Comparator.comparingDouble(fit -> fit.badShare() <= FEW_BAD ? 0 : fit.badShare()));
        if (best.isPresent()) {
            return Optional.of(of(text, best.get(), csv));
        }
        return csv || tsv ? Optional.of(of(text, fit(text, isCut, order.get(0)), csv)) : Optional.empty();
    }

    private static Fit fit(String text, boolean isCut, String separator) {
        List<Dialect> dialects = Dialect.candidates(entry(separator));
        List<DialectScore> scores = dialects.stream()
                .map(dialect -> DialectScore.of(scanner(text, separator, dialect), isCut, dialect.multiLine()))
                .toList();
        Dialect best = DialectScore.best(dialects, scores);
        return new Fit(separator, best, scores.get(dialects.indexOf(best)));
    }

    private static InputEntry entry(String separator) {
        InputFormat format = separator.equals(TAB) ? InputFormat.TSV : InputFormat.CSV;
        return new GuessedInput(
                        "", format, true, Optional.of(separator), StandardCharsets.UTF_8, List.of(), Optional.empty())
                .entry(new ColumnRoles("", Optional.empty(), Optional.empty(), Optional.empty()), InputEntry.Part.ALL);
    }

    private static RecordScanner scanner(String text, String separator, Dialect dialect) {
        return new RecordScanner(text, separator, dialect, GuessedInput.MAX_LINES);
    }

    private static DelimitedGuess of(String text, Fit fit, boolean csv) {
        List<List<String>> rows = new ArrayList<>();
        RecordScanner scanner = scanner(text, fit.separator(), fit.dialect());
        while (rows.size() < HEADER_ROWS && scanner.next()) {
            rows.add(List.copyOf(scanner.fields()));
        }
        InputFormat format = csv || !fit.separator().equals(TAB) ? InputFormat.CSV : InputFormat.TSV;
        String usual = format == InputFormat.CSV ? COMMA : TAB;
        boolean header = hasHeader(rows);
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        List<String> names = header && !rows.isEmpty() ? rows.get(0) : DelimitedScan.numbered(columns);
        return new DelimitedGuess(
                format,
                header,
                Stream.of(fit.separator()).filter(found -> !found.equals(usual)).findFirst(),
                names.stream().map(column -> column.replaceAll("\\r+$", "")).toList());
    }

    /** Whether the first row has names: texts that are not numbers, and that are not values of their column. */
    private static boolean hasHeader(List<List<String>> rows) {
        if (rows.isEmpty()) {
            return true;
        }
        List<String> first = rows.get(0);
        return IntStream.range(0, first.size())
                .noneMatch(column -> isValue(first.get(column).strip(), column, rows));
    }

    private static boolean isValue(String field, int column, List<List<String>> rows) {
        if (field.matches("[+-]?[0-9]+([.][0-9]+)?")) {
            return true;
        }
        Set<String> others = new HashSet<>();
        rows.subList(1, rows.size()).stream()
                .filter(row -> row.size() > column)
                .forEach(row -> others.add(row.get(column).strip()));
        return !field.isEmpty() && others.contains(field);
    }
}
