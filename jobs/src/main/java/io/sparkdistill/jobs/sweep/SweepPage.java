package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.evaluate.ComparedRun;
import io.sparkdistill.jobs.evaluate.ComparisonPage;
import io.sparkdistill.jobs.evaluate.ModelReport;
import io.sparkdistill.jobs.evaluate.RunComparison;
import io.sparkdistill.jobs.evaluate.SplitMetrics;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.jobs.report.HtmlTable;
import io.sparkdistill.jobs.report.HtmlTable.Cell;
import io.sparkdistill.jobs.report.Templates;
import io.sparkdistill.jobs.report.XyChart;
import io.sparkdistill.jobs.sweep.Comparison.Row;
import io.sparkdistill.jobs.sweep.SweepCharts.Point;
import io.sparkdistill.jobs.sweep.SweepResult.Quality;
import io.sparkdistill.table.Split;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** Writes the result of a sweep as one file of HTML that needs no network, like the report of a run. */
final class SweepPage {
    static final String FILE = "sweep.html";

    private static final String REPORT = "/evaluation/report.html";
    /** More students than these are not compared with each other: each has a color of its own. */
    private static final int MOST_COMPARED = 5;

    private final JobContext base;
    private final SweepResult result;
    private final Map<VariantRun, VariantOutcome> outcomes;

    SweepPage(JobContext base, SweepResult result, Map<VariantRun, VariantOutcome> outcomes) {
        this.base = base;
        this.result = result;
        this.outcomes = outcomes;
    }

    String html(SparkSession spark) {
        List<ComparedRun> compared = result.ranked().stream()
                .limit(MOST_COMPARED)
                .map(this::compared)
                .flatMap(Optional::stream)
                .toList();
        Map<String, Object> page = new LinkedHashMap<>();
        if (compared.size() > 1) {
            RunComparison comparison = RunComparison.of(compared, spark).by(Split.VALIDATION);
            page.putAll(new ComparisonPage(comparison).sections());
        }
        page.put("compared", compared.size());
        page.put("title", "Sweep of %d variants".formatted(outcomes.size()));
        page.put("outcome", verdict());
        page.put("charts", charts().map(XyChart::html).toList());
        page.put("variants", variants().html());
        page.put("version", JobContext.version());
        return Templates.render("sweep.peb", page);
    }

    private Optional<ComparedRun> compared(VariantRun variant) {
        return variant.context()
                .runs()
                .opened()
                .map(run -> ComparedRun.of(
                        variant.name(), variant.context().output().root().toString(), run.id(), base.hadoop()));
    }

    private List<String> verdict() {
        List<String> sentences = new ArrayList<>();
        sentences.add(result.best().map(this::verdict).orElse("No variant is complete and meets its requirements."));
        Map<VariantOutcome.State, Long> counts = new EnumMap<>(VariantOutcome.State.class);
        outcomes.values().forEach(outcome -> counts.merge(outcome.state(), 1L, Long::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((state, count) -> parts.add("%d %s".formatted(count, described(state))));
        sentences.add("Of %d variants, %s.".formatted(outcomes.size(), String.join(", ", parts)));
        return sentences;
    }

    private String verdict(VariantRun best) {
        Quality quality = result.quality(best).orElseThrow();
        return "The best variant on the validation examples is %s: its %s is %s."
                .formatted(best.name(), quality.name(), Figures.measure(quality.value()));
    }

    private static String described(VariantOutcome.State state) {
        return switch (state) {
            case COMPLETE -> "trained to the end";
            case STOPPED -> "stopped early, since others were better";
            case UNMET -> "trained to the end without meeting the requirements";
            case FAILED -> "failed";
        };
    }

    /** Draws scores after the first rung, where all variants are equal, and at the end. */
    private Stream<XyChart> charts() {
        List<Point> first = new ArrayList<>();
        List<Point> last = new ArrayList<>();
        String when = "";
        for (Row row : result.comparison().rows()) {
            VariantOutcome outcome = row.variant();
            if (outcome.values().isEmpty()) {
                continue;
            }
            if (!outcome.rungs().isEmpty()) {
                Rung rung = outcome.rungs().get(0);
                when = "all variants " + after(rung.epochs());
                first.add(new Point(outcome.values(), rung.share()));
            }
            share(row).ifPresent(share -> last.add(new Point(outcome.values(), share)));
        }
        return Stream.concat(
                new SweepCharts(when, measure(), values(), first).byKey().stream(),
                new SweepCharts("at the end", measure(), values(), last).byKey().stream());
    }

    /** Returns all searched values by key. */
    private Map<String, List<String>> values() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        outcomes.values().forEach(outcome -> outcome.values().forEach((key, value) -> {
            List<String> known = values.computeIfAbsent(key, none -> new ArrayList<>());
            if (!known.contains(value)) {
                known.add(value);
            }
        }));
        return values;
    }

    private static String after(int epochs) {
        return "after " + Rung.epochs(epochs);
    }

    /** Returns the name of the score: without labeled validation examples, students are compared with the teacher. */
    private String measure() {
        boolean compared = result.comparison().rows().stream()
                .flatMap(row -> Optional.ofNullable(row.report()).map(ModelReport::validation).stream())
                .anyMatch(validation -> !validation.hasLabels());
        return compared ? "agreement with the teacher" : "validation accuracy";
    }

    private static Optional<Double> share(Row row) {
        return Optional.ofNullable(row.report())
                .map(ModelReport::validation)
                .map(metrics -> metrics.hasLabels() ? metrics.accuracy() : metrics.agreement());
    }

    private HtmlTable variants() {
        List<String> keys = List.copyOf(values().keySet());
        List<Integer> rungs = outcomes.values().stream()
                .flatMap(outcome -> outcome.rungs().stream())
                .map(Rung::epochs)
                .distinct()
                .sorted()
                .toList();
        List<String> header = new ArrayList<>(List.of("variant or run"));
        keys.forEach(key -> header.add(Trial.shortest(key, values().keySet())));
        rungs.forEach(epochs -> header.add(after(epochs)));
        header.addAll(
                List.of(measure(), "test accuracy", "validation NLL", "bytes", "rows per second", "outcome", "report"));
        HtmlTable table = new HtmlTable("All variants", header.toArray(String[]::new));
        result.comparison().rows().forEach(row -> table.row(cells(row, keys, rungs)));
        return table;
    }

    private static Cell[] cells(Row row, List<String> keys, List<Integer> rungs) {
        VariantOutcome outcome = row.variant();
        List<Cell> cells = new ArrayList<>(List.of(Cell.sample(name(row))));
        keys.forEach(key -> cells.add(setting(outcome.values().get(key))));
        rungs.forEach(epochs -> cells.add(Cell.measure(outcome.rungs().stream()
                .filter(rung -> rung.epochs() == epochs)
                .map(Rung::share)
                .findFirst()
                .orElse(null))));
        cells.addAll(measured(row));
        cells.add(Cell.sample(outcome.described()));
        cells.add(
                outcome.isEvaluated() && outcome.run() != null
                        ? Cell.link("report", outcome.run() + REPORT)
                        : Cell.text(Figures.ABSENT));
        return cells.toArray(Cell[]::new);
    }

    /** Returns the name of a variant or, where other columns have its settings, the id of its run. */
    private static String name(Row row) {
        VariantOutcome outcome = row.variant();
        if (outcome.values().isEmpty() || outcome.run() == null) {
            return row.name();
        }
        String id = outcome.run().substring(outcome.run().lastIndexOf('/') + 1);
        return row.name().replace(new Trial(outcome.values()).name(), id);
    }

    private static Cell setting(String value) {
        if (value == null) {
            return Cell.text(Figures.ABSENT);
        }
        return SweepCharts.isNumber(value)
                ? Cell.number(Double.parseDouble(value), value)
                : Cell.text(Trial.plain(value));
    }

    private static List<Cell> measured(Row row) {
        List<Cell> cells = new ArrayList<>();
        Optional<ModelReport> report = Optional.ofNullable(row.report());
        cells.add(Cell.measure(share(row).orElse(null)));
        cells.add(Cell.measure(
                report.map(ModelReport::test).map(SplitMetrics::accuracy).orElse(null)));
        cells.add(Cell.measure(
                report.map(ModelReport::validation).map(SplitMetrics::nll).orElse(null)));
        cells.add(report.map(measured -> Cell.number(
                        (double) measured.cost().bytes(),
                        Figures.bytes(measured.cost().bytes())))
                .orElse(Cell.number(null, "")));
        cells.add(report.map(measured -> Cell.count(Math.round(measured.cost().rowsPerSecond())))
                .orElse(Cell.number(null, "")));
        return cells;
    }
}
