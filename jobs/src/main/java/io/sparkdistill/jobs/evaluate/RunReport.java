package io.sparkdistill.jobs.evaluate;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.report.HtmlTable;
import io.sparkdistill.jobs.report.Templates;
import io.sparkdistill.jobs.report.XyChart;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.table.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Writes the report of a run, one file of HTML that needs no network, and the model card of its student. */
final class RunReport {
    /** The report in its run. */
    static final String FILE = Artifacts.EVALUATION + "/report.html";

    /** The model card in its run. */
    static final String CARD = Artifacts.EVALUATION + "/model-card.md";

    /** The configuration of the run, with which it can be made again. */
    static final String CONFIGURATION = Artifacts.EVALUATION + "/configuration.json";

    private final JobContext context;
    private final SparkSession spark;
    private final Run run;
    private final DistillConfig config;

    RunReport(JobContext context, SparkSession spark, Run run) {
        this.context = context;
        this.spark = spark;
        this.run = run;
        this.config = context.config();
    }

    /** Collects what the report shows, and writes it. */
    void write(Evaluation evaluation) {
        JobContext.describe(spark, Verbs.EVALUATE, "write the report");
        RunFacts facts =
                RunFacts.of(context, run, List.copyOf(evaluation.models().keySet()));
        RunDescription description = new RunDescription(context, run, evaluation, facts);
        Verdict verdict = new Verdict(evaluation);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("title", description.title());
        page.put("verdict", verdict.sentences());
        page.put("steps", description.steps());
        addQuality(page, evaluation, verdict);
        addTraining(page, new ReportCharts(evaluation, verdict.split()).learning(facts.trainings()));
        addData(page, evaluation, verdict.split());
        addExamples(page, evaluation);
        addCosts(page, description);
        context.output().writeText(run.artifact(CONFIGURATION), config.effective());
        context.output().writeText(run.artifact(FILE), Templates.render("report.peb", page));
        context.output().writeText(run.artifact(CARD), ModelCard.of(context, evaluation, description, verdict));
    }

    private void addQuality(Map<String, Object> page, Evaluation evaluation, Verdict verdict) {
        ReportTables tables = new ReportTables(evaluation, config.evaluate().pricePerCoreHour());
        ReportCharts charts = new ReportCharts(evaluation, verdict.split());
        page.put("split", verdict.split().columnValue());
        page.put("quality", tables.quality().html());
        page.put(
                "tests",
                tables.tests("Tests of each student against teacher and baseline on the same examples")
                        .html());
        page.put("seeds", tables.seeds().html());
        page.put("gate", new Gate(evaluation).check(config.evaluate().require()));
        page.put("probabilities", tables.probabilities().html());
        page.put("trade", html(charts.trade()));
        page.put("costTable", tables.costs().html());
        page.put("reliability", html(charts.reliability()));
        page.put("classes", tables.classes(verdict.split()).html());
        page.put(
                "confusions",
                tables.confusions(verdict.split()).stream().map(HtmlTable::html).toList());
    }

    private void addTraining(Map<String, Object> page, List<XyChart> learning) {
        SoftTargetReport targets = SoftTargetReport.of(context, spark);
        page.put("learning", html(learning));
        page.put("entropy", html(ReportCharts.entropy(targets, config.task().classes())));
        List<String> similarities = new ArrayList<>();
        targets.temperatures()
                .forEach(each -> similarities.add(
                        DataTables.similarity(each, config.task()).html()));
        page.put("similarities", similarities);
    }

    private void addData(Map<String, Object> page, Evaluation evaluation, Split split) {
        TransferSetReport set = TransferSetReport.of(context, spark);
        page.put("origins", DataTables.origins(set).html());
        page.put("copies", DataTables.copies(set).html());
        page.put(
                "slices",
                DataTables.slices(evaluation.slices(split, Slice.LENGTH)).html());
        page.put(
                "columnSlices",
                config.evaluate().slices().stream()
                        .map(column -> DataTables.slices(column, evaluation.slices(split, column))
                                .html())
                        .toList());
        page.put(
                "rejections",
                DataTables.rejections(Rejections.of(context, spark)).html());
    }

    private void addExamples(Map<String, Object> page, Evaluation evaluation) {
        ShownExamples examples = new ShownExamples(context, spark, predictions());
        boolean compared = evaluation.models().containsKey(Evaluation.TEACHER);
        page.put("texts", config.evaluate().reportsTexts());
        page.put(
                "disagreements",
                compared
                        ? DataTables.disagreements(examples.disagreements(Artifacts.STUDENT))
                                .html()
                        : "");
        page.put(
                "doubts",
                compared
                        ? DataTables.doubts("validation and test", examples.doubtedEvaluationLabels())
                                .html()
                        : "");
        List<Double> temperatures = config.label().temperatures();
        page.put(
                "trainingDoubts",
                compared
                        ? DataTables.doubts("training", examples.doubtedTrainingLabels(temperatures.get(0)))
                                .html()
                        : "");
    }

    private static void addCosts(Map<String, Object> page, RunDescription run) {
        page.put("durations", run.durations().html());
        page.put("bytes", run.bytes().html());
        page.put("provenance", run.provenance().html());
        page.put("command", run.command());
        page.put("configuration", run.configuration());
    }

    private String predictions() {
        return run.artifact(Evaluation.PREDICTIONS);
    }

    private static List<String> html(List<XyChart> charts) {
        return charts.stream().map(XyChart::html).toList();
    }
}
