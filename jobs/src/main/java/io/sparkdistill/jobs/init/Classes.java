package io.sparkdistill.jobs.init;

import io.sparkdistill.jobs.job.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The classes of a task, as its labels show them.
 *
 * @param count number of classes
 * @param names in their order; empty where labels are numbers from 0
 * @param rare labels that occur so seldom that they are most likely errors, which are rejected
 */
record Classes(int count, List<String> names, List<String> rare) {
    private static final int MOST = 100_000;
    /** A class has more rows, or is a larger share of them, than errors have. */
    private static final long FEW_ROWS = 3;

    private static final double SMALL_SHARE = 0.001;
    private static final double RARE_TOGETHER = 0.01;

    Classes {
        names = List.copyOf(names);
        rare = List.copyOf(rare);
    }

    /**
     * Finds the classes of labeled rows.
     *
     * @param counts number of rows by label as it is written
     * @param order names of the outputs of the teacher, if they are known
     */
    static Classes of(Map<String, Long> counts, List<String> order) {
        Map<String, Long> present = new TreeMap<>();
        counts.forEach((label, rows) -> present.merge(bare(label), rows, Long::sum));
        present.remove("");
        if (present.size() > MOST) {
            throw new InputException(
                    "Cannot use the labels: there are %,d different ones; name the column of the label by --label"
                            .formatted(present.size()));
        }
        List<String> rare = rare(present);
        List<String> names =
                present.keySet().stream().filter(name -> !rare.contains(name)).toList();
        if (names.size() < 2) {
            throw new InputException(
                    "Cannot use the labels: there is one class alone: %s; name another column by --label"
                            .formatted(String.join(", ", names)));
        }
        if (names.stream().allMatch(name -> name.matches("[0-9]{1,6}")) && present.containsKey("0")) {
            int highest = names.stream().mapToInt(Integer::parseInt).max().orElse(1);
            if (highest < 2 * names.size()) {
                return new Classes(highest + 1, List.of(), rare);
            }
        }
        List<String> ordered = inOrder(names, order);
        return new Classes(ordered.size(), ordered, rare);
    }

    /** Returns the classes that a person names. */
    static Classes named(List<String> names) {
        return new Classes(names.size(), names, List.of());
    }

    private static String bare(String label) {
        String bare = label.strip();
        return bare.matches("[0-9]+[.]0+") ? bare.substring(0, bare.indexOf('.')) : bare;
    }

    private static List<String> rare(Map<String, Long> counts) {
        long rows = counts.values().stream().mapToLong(count -> count).sum();
        List<String> rare = counts.entrySet().stream()
                .filter(entry -> entry.getValue() <= FEW_ROWS && entry.getValue() < SMALL_SHARE * rows)
                .map(Map.Entry::getKey)
                .toList();
        long together = rare.stream().mapToLong(counts::get).sum();
        return together <= RARE_TOGETHER * rows && counts.size() - rare.size() >= 2 ? rare : List.of();
    }

    /** Returns the names in the order of the teacher's outputs where these are the same; otherwise by number or name. */
    private static List<String> inOrder(List<String> names, List<String> order) {
        List<String> ordered = new ArrayList<>();
        for (String output : order) {
            names.stream()
                    .filter(name ->
                            name.toLowerCase(Locale.ROOT).equals(output.strip().toLowerCase(Locale.ROOT)))
                    .filter(name -> !ordered.contains(name))
                    .findFirst()
                    .ifPresent(ordered::add);
        }
        boolean same = ordered.size() == names.size() && order.size() == names.size();
        return same ? ordered : sorted(names);
    }

    private static List<String> sorted(List<String> names) {
        boolean numbers = names.stream().allMatch(name -> name.matches("[+-]?[0-9]{1,9}"));
        return numbers
                ? names.stream()
                        .sorted((one, other) -> Integer.compare(Integer.parseInt(one), Integer.parseInt(other)))
                        .toList()
                : names.stream().sorted().toList();
    }
}
