package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.jobs.job.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long every way took, again and again, and how they compare. */
final class Timings {
    private final Map<String, List<Double>> secondsByWay = new LinkedHashMap<>();

    /** Work that is timed. */
    @FunctionalInterface
    interface Work {
        void run();
    }

    void time(String way, Work work) {
        long start = System.nanoTime();
        work.run();
        secondsByWay.computeIfAbsent(way, none -> new ArrayList<>()).add((System.nanoTime() - start) / 1e9);
    }

    /** Forgets what was timed: it was the warm-up. */
    void clear() {
        secondsByWay.clear();
    }

    double median(String way) {
        List<Double> sorted = new ArrayList<>(secondsByWay.get(way));
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * Rows per second of every way, and as a multiple of two of them.
     *
     * @param title of the first column
     * @param rows that each way labels
     */
    TextTable table(String title, int rows, String reference, String otherReference) {
        TextTable table = new TextTable(title, "rows/s", "slowest", "fastest", "× bare", "× arrival order");
        secondsByWay.forEach((way, seconds) -> table.row(
                way,
                "%.1f".formatted(rows / median(way)),
                "%.1f".formatted(rows / Collections.max(seconds)),
                "%.1f".formatted(rows / Collections.min(seconds)),
                "%.2f".formatted(median(reference) / median(way)),
                "%.2f".formatted(median(otherReference) / median(way))));
        return table;
    }
}
