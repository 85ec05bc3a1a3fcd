package io.sparkdistill.jobs.init;

import io.sparkdistill.jobs.init.InitOptions.Columns;
import io.sparkdistill.jobs.job.InputException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Guesses which columns are text, features and label from their names and values. */
record RoleGuess(String path, List<ColumnProfile> columns) {
    /** The names of the two columns of pairs that differ in more than a number or letter at their end. */
    private static final List<Set<String>> PAIRS = List.of(
            Set.of("premise", "hypothesis"),
            Set.of("question", "answer"),
            Set.of("question", "sentence"),
            Set.of("question", "context"),
            Set.of("query", "document"),
            Set.of("query", "passage"));
    /** The second column of a pair is at least this much as long as the first. */
    private static final double SIMILAR = 0.2;

    RoleGuess {
        columns = List.copyOf(columns);
    }

    /** Returns the columns of these files; those that are given are only checked. */
    Columns guess(Columns given) {
        List.of(given.text(), given.textPair(), given.features(), given.label())
                .forEach(name -> name.ifPresent(this::require));
        Optional<String> label = given.label().or(this::label);
        if (given.features().isPresent() || given.text().isEmpty()) {
            Optional<String> features = given.features().or(this::features);
            if (features.isPresent()) {
                return new Columns(Optional.empty(), Optional.empty(), features, label);
            }
        }
        List<ColumnProfile> texts = columns.stream()
                .filter(ColumnProfile::mayBeText)
                .filter(column -> label.filter(column.name()::equals).isEmpty())
                .sorted(Comparator.comparingDouble(ColumnProfile::textScore).reversed())
                .toList();
        Optional<String> text = given.text().or(() -> texts.stream().findFirst().map(ColumnProfile::name));
        if (text.isEmpty()) {
            throw new InputException(
                    "Cannot find a column of texts or features in %s: its columns are %s; name it by --text or --features"
                            .formatted(path, String.join(", ", names())));
        }
        Optional<String> pair = given.textPair().or(() -> given.text().isPresent() ? Optional.empty() : pair(texts));
        return pair.isEmpty() || names().indexOf(text.get()) < names().indexOf(pair.get())
                ? new Columns(text, pair, Optional.empty(), label)
                : new Columns(pair, text, Optional.empty(), label);
    }

    List<String> names() {
        return columns.stream().map(ColumnProfile::name).toList();
    }

    /** Returns the columns that may be texts, for a question to a person. */
    private void require(String name) {
        if (!names().contains(name)) {
            throw new InputException("Cannot find column %s in %s: its columns are %s; name one of these"
                    .formatted(name, path, String.join(", ", names())));
        }
    }

    private Optional<String> label() {
        return columns.stream()
                .filter(ColumnProfile::mayBeLabel)
                .filter(this::leavesInput)
                .max(Comparator.comparingDouble(ColumnProfile::labelScore))
                .map(ColumnProfile::name);
    }

    /** Whether another column may be the text or the features. */
    private boolean leavesInput(ColumnProfile label) {
        return columns.stream()
                .anyMatch(column -> !column.equals(label) && (column.mayBeText() || column.holdsFeatures()));
    }

    private Optional<String> features() {
        return columns.stream().filter(ColumnProfile::holdsFeatures).findFirst().map(ColumnProfile::name);
    }

    /** @param texts columns of texts, the likeliest first */
    private static Optional<String> pair(List<ColumnProfile> texts) {
        if (texts.size() < 2) {
            return Optional.empty();
        }
        ColumnProfile first = texts.get(0);
        return texts.stream()
                .skip(1)
                .filter(other ->
                        arePair(first.name(), other.name()) && other.characters() >= SIMILAR * first.characters())
                .findFirst()
                .map(ColumnProfile::name);
    }

    private static boolean arePair(String one, String other) {
        String first = one.toLowerCase(Locale.ROOT);
        String second = other.toLowerCase(Locale.ROOT);
        boolean numbered = areNumbered(first, second) || areNumbered(second, first);
        boolean sameStem =
                numbered && first.substring(0, first.length() - 1).equals(second.substring(0, second.length() - 1));
        return sameStem || (!first.equals(second) && PAIRS.contains(Set.of(first, second)));
    }

    private static boolean areNumbered(String first, String second) {
        return first.matches(".*[1a]") && second.matches(".*[2b]");
    }
}
