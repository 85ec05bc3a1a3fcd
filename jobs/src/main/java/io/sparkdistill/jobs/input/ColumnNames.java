package io.sparkdistill.jobs.input;

import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.job.InputException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds the columns that an entry names in a file or table.
 *
 * @param source the file or table that has the columns, for messages
 */
record ColumnNames(InputEntry entry, String source, List<String> columns) {
    private static final int SHOWN = 40;

    ColumnNames {
        columns = List.copyOf(columns);
    }

    /**
     * Returns the position of a column: that of its exact name, else of the only name that differs in case and
     * surrounding white space alone.
     *
     * @throws InputException if there is none, or more than one
     */
    int indexOf(String wanted) {
        int exact = only(wanted, wanted::equals);
        int found = exact >= 0 ? exact : only(wanted, name -> bare(name).equalsIgnoreCase(bare(wanted)));
        if (found < 0) {
            throw missing(wanted);
        }
        return found;
    }

    /** Checks that all columns that the entry names exist. */
    void requireAll() {
        entry.columns().forEach(this::indexOf);
    }

    /** Checks that all columns that the entry names exist under exactly these names, like the keys of JSON. */
    void requireAllExactly() {
        entry.columns().stream()
                .filter(wanted -> !columns.contains(wanted))
                .findFirst()
                .ifPresent(wanted -> {
                    throw missing(wanted);
                });
    }

    private int only(String wanted, Predicate<String> fits) {
        int[] found = IntStream.range(0, columns.size())
                .filter(index -> fits.test(columns.get(index)))
                .toArray();
        if (found.length > 1) {
            throw new InputException(
                    "Cannot choose column %s of %s in %s: several fit: its columns are %s; name them differently"
                            .formatted(wanted, entry.key(), source, shown()));
        }
        return found.length == 0 ? -1 : found[0];
    }

    private InputException missing(String wanted) {
        String hint = columns.size() == 1
                        && entry.format().isDelimited()
                        && columns.get(0).matches(".*[,;|\t].*")
                ? ", or " + entry.key() + ".separator"
                : "";
        return new InputException(
                "Cannot find column %s of %s in %s: its columns are %s; name one of these, or set %s.format%s"
                        .formatted(wanted, entry.key(), source, shown(), entry.key(), hint));
    }

    private String shown() {
        String first = columns.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return columns.size() <= SHOWN ? first : "%s and %d more".formatted(first, columns.size() - SHOWN);
    }

    private static String bare(String name) {
        return name.replaceAll("(?U)^[\\s\uFEFF]+|[\\s\uFEFF]+$", "");
    }

    /** Quotes a name for an expression of Spark; the name may have any characters. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
