package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.evaluate.ModelReport;
import io.sparkdistill.jobs.evaluate.SplitMetrics;
import io.sparkdistill.jobs.report.TextTable;
import io.sparkdistill.jobs.sweep.Comparison.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Formats a comparison of students as tables for the terminal. */
record ComparisonTables(List<Row> rows) {
    /** The cell of an absent value. */
    private static final String ABSENT = "-";

    private static final List<String> QUALITY = List.of(
            "sweep",
            "examples",
            "epochs",
            "best",
            "validation",
            "test",
            "errors",
            "macro-F1",
            "NLL",
            "agrees with teacher");

    ComparisonTables {
        rows = List.copyOf(rows);
    }

    /** Returns a table of variants without a student, and of what became of them. */
    static TextTable outcomes(List<Row> variants) {
        TextTable table = new TextTable("sweep", "outcome");
        variants.forEach(row -> table.row(row.name(), row.variant().described()));
        return table;
    }

    /** Returns the table of metrics, one row per student. */
    TextTable quality() {
        List<String> biased = biasedClasses();
        Stream<String> recalls = biased.stream().map(name -> "recall of " + name);
        TextTable table = new TextTable(Stream.concat(QUALITY.stream(), recalls).toArray(String[]::new));
        rows.forEach(row -> table.row(cells(row, biased).toArray()));
        return table;
    }

    private static List<Object> cells(Row row, List<String> biased) {
        Optional<SplitMetrics> labeled = row.labeled();
        Optional<ModelReport> report = Optional.ofNullable(row.report());
        List<Object> cells = new ArrayList<>(List.of(
                row.name(),
                row.examples(),
                row.epochs(),
                row.bestEpoch(),
                four(report.map(ModelReport::validation).map(SplitMetrics::accuracy)),
                four(report.map(ModelReport::test).map(SplitMetrics::accuracy)),
                labeled.<Object>map(SplitMetrics::errors).orElse(ABSENT),
                four(labeled.map(SplitMetrics::macroF1)),
                four(labeled.map(SplitMetrics::nll)),
                four(row.besideTeacher().map(SplitMetrics::agreement))));
        for (String name : biased) {
            cells.add(four(labeled.map(metrics -> metrics.recall().get(name))));
        }
        return cells;
    }

    /** Returns the classes with tuned biases, whose recall is shown. */
    private List<String> biasedClasses() {
        return rows.stream()
                .map(Row::report)
                .filter(Objects::nonNull)
                .map(ModelReport::biases)
                .filter(Objects::nonNull)
                .flatMap(biases -> biases.keySet().stream())
                .distinct()
                .toList();
    }

    /** Returns the table of sizes and speeds, one row per student. */
    TextTable costs() {
        TextTable table = new TextTable(
                "sweep",
                "parameters",
                "without embeddings",
                "seconds of training",
                "rows/s on one thread",
                "times the teacher's");
        for (Row row : rows) {
            Optional<Long> parameters = Optional.ofNullable(row.report())
                    .map(report -> report.cost().parameters());
            table.row(
                    row.name(),
                    parameters.<Object>map(count -> count).orElse(ABSENT),
                    parameters.<Object>map(count -> count - row.embeddings()).orElse(ABSENT),
                    "%,.0f".formatted(row.trainingSeconds()),
                    row.rowsPerSecond().map("%,.0f"::formatted).orElse(ABSENT),
                    Optional.ofNullable(row.timesTeacher())
                            .map("%,.1f"::formatted)
                            .orElse(ABSENT));
        }
        return table;
    }

    private static String four(Optional<Double> value) {
        return value.map("%.4f"::formatted).orElse(ABSENT);
    }
}
