package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.jobs.report.HtmlTable;
import io.sparkdistill.jobs.report.HtmlTable.Cell;
import io.sparkdistill.jobs.report.Templates;
import io.sparkdistill.jobs.report.XyChart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Writes the comparison of several runs as one file of HTML that needs no network, like the report of a run. */
public final class ComparisonPage {
    private final RunComparison comparison;

    public ComparisonPage(RunComparison comparison) {
        this.comparison = comparison;
    }

    /** Returns all figures of the page as JSON. */
    public String json() {
        return comparison.evaluation().json();
    }

    /** Returns the page. */
    public String html() {
        Map<String, Object> page = new LinkedHashMap<>(sections());
        page.put("title", "%d students compared".formatted(comparison.runs().size()));
        page.put("version", JobContext.version());
        return Templates.render("comparison.peb", page);
    }

    /** Returns the tables and charts of the sections that compare the runs, by their names in the templates. */
    public Map<String, Object> sections() {
        ReportTables tables = new ReportTables(comparison.evaluation(), Optional.empty());
        ReportCharts charts = new ReportCharts(comparison.evaluation(), comparison.split());
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("verdict", comparison.verdict());
        page.put("quality", tables.quality().html());
        page.put(
                "tests",
                tables.tests("Tests of each student against the others on the examples that both have predicted")
                        .html());
        page.put("settings", settings().html());
        page.put("trade", html(charts.tradeWithFront()));
        page.put("costs", tables.costs().html());
        page.put("front", comparison.front());
        page.put("reliability", html(charts.reliability()));
        page.put("probabilities", tables.probabilities().html());
        page.put("learning", html(charts.learning(trainings())));
        page.put("classes", tables.classes(comparison.split()).html());
        page.put("runs", runs().html());
        return page;
    }

    private Map<String, JsonNode> trainings() {
        Map<String, JsonNode> trainings = new LinkedHashMap<>();
        comparison.runs().forEach(run -> trainings.put(run.name(), run.training()));
        return trainings;
    }

    private HtmlTable settings() {
        List<String> header = new ArrayList<>(List.of("setting"));
        comparison.runs().forEach(run -> header.add(run.name()));
        HtmlTable table = new HtmlTable("Settings that differ", header.toArray(String[]::new));
        comparison.differences().forEach((key, values) -> {
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(key)));
            values.forEach(value -> cells.add(Cell.sample(Objects.requireNonNullElse(value, Figures.ABSENT))));
            table.row(cells.toArray(Cell[]::new));
        });
        return table;
    }

    private HtmlTable runs() {
        HtmlTable table = new HtmlTable("The runs", "name", "run", "started", "report");
        comparison
                .runs()
                .forEach(run -> table.row(
                        Cell.sample(run.name()),
                        Cell.text(run.run().id()),
                        Cell.text(run.run().read().started()),
                        Cell.sample(run.run()
                                .output()
                                .path(run.run().artifact(RunReport.FILE))
                                .toString())));
        return table;
    }

    private static List<String> html(List<XyChart> charts) {
        return charts.stream().map(XyChart::html).toList();
    }
}
