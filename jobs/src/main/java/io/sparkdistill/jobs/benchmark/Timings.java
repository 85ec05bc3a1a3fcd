package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.jobs.report.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the times of several ways to do the same work, and compares them. */
final class Timings {
    private final Map<String, List<Double>> secondsByWay = new LinkedHashMap<>();

    /** Does the work that is timed. */
    @FunctionalInterface
    interface Work {
        void run();
    }

    /**
     * A reference is a way to do the work that the others are compared with.
     *
     * @param header of the column
     */
    record Reference(String header, String way) {}

    void time(String way, Work work) {
        long start = System.nanoTime();
        work.run();
        secondsByWay.computeIfAbsent(way, none -> new ArrayList<>()).add((System.nanoTime() - start) / 1e9);
    }

    /** Deletes all times, which were those of a warm-up. */
    void clear() {
        secondsByWay.clear();
    }

    double median(String way) {
        return median(secondsByWay.get(way));
    }

    static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * Returns a table of the rows per second of every way, also as a multiple of some of them.
     *
     * @param title of the first column
     * @param rows that each way processes
     */
    TextTable table(String title, long rows, Reference... references) {
        List<String> header = new ArrayList<>(List.of(title, "rows/s", "slowest", "fastest"));
        Arrays.stream(references).map(Reference::header).forEach(header::add);
        TextTable table = new TextTable(header.toArray(String[]::new));
        secondsByWay.forEach((way, seconds) -> {
            List<Object> row = new ArrayList<>(List.of(
                    way,
                    "%.1f".formatted(rows / median(way)),
                    "%.1f".formatted(rows / Collections.max(seconds)),
                    "%.1f".formatted(rows / Collections.min(seconds))));
            for (Reference reference : references) {
                row.add("%.2f".formatted(median(reference.way()) / median(way)));
            }
            table.row(row.toArray());
        });
        return table;
    }
}
