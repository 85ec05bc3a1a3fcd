package io.sparkdistill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.report.Figures;
import io.sparkdistill.jobs.report.HtmlTable;
import io.sparkdistill.jobs.report.HtmlTable.Cell;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.statistics.McNemar;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes the report of hand-made predictions whose texts and class names are hostile. */
class RunReportTest {
    private static final String HOSTILE = "<script>alert(1)</script> & \"quoted\" '\u0007 \u202Eright to left ";
    private static final String CLASS = "<b>positive</b> " + "x".repeat(200);
    private static final int ROWS = 60;

    @TempDir
    static Path folder;

    private static Evaluation evaluation;
    private static String html;
    private static Document page;

    @BeforeAll
    static void writeReport() throws IOException {
        JobContext context = context("report.texts=true");
        write(context);
        evaluation = evaluate(context);
        html = context.output().readText(run(context).artifact(RunReport.FILE));
        page = Jsoup.parse(html);
    }

    private static Run run(JobContext context) {
        return new Run(context.output(), "20261127-020011-3f2a");
    }

    private static Evaluation evaluate(JobContext context) {
        Map<String, ModelCost> costs = new LinkedHashMap<>();
        costs.put(Evaluation.TEACHER, new ModelCost(1000, 4000, 0, 10));
        costs.put(Artifacts.BASELINE, new ModelCost(100, 400, 0, 100));
        costs.put(Artifacts.STUDENT, new ModelCost(100, 400, 50, 200));
        String predictions = run(context).artifact(Evaluation.PREDICTIONS);
        PredictionCounts counts = PredictionCounts.of(context, LocalSpark.session(), predictions);
        Evaluation measured = new EvaluationStatistics(context, LocalSpark.session(), predictions)
                .addTo(Evaluation.of(counts, costs, Map.of()));
        new RunReport(context, LocalSpark.session(), run(context)).write(measured);
        return measured;
    }

    @Test
    void statisticsAreThoseOfTheRows() {
        SplitMetrics student = evaluation.models().get(Artifacts.STUDENT).test();

        assertThat(student.statistics().rows()).isEqualTo(ROWS);
        Estimate accuracy = student.statistics().estimates().get("accuracy");
        assertThat(accuracy.value()).isCloseTo(student.accuracy(), within(1e-12));
        assertThat(student.accuracy()).isBetween(accuracy.lower(), accuracy.upper());
        assertThat(student.statistics().estimates().get("macro-f1").value())
                .isCloseTo(student.macroF1(), within(1e-12));
        assertThat(student.statistics().estimates().get("nll").value()).isCloseTo(student.nll(), within(1e-12));
        assertThat(student.statistics().calibration().ece()).isCloseTo(student.ece(), within(1e-12));
        assertThat(student.statistics().confusion().stream()
                        .mapToLong(SplitStatistics.Confused::rows)
                        .sum())
                .isEqualTo(ROWS);
        assertThat(student.statistics().temperature()).isPositive();
    }

    @Test
    void everyStudentIsComparedWithTeacherAndBaselineOnEverySplit() {
        assertThat(evaluation.comparisons())
                .hasSize(4)
                .allSatisfy(each -> assertThat(each.pValue())
                        .isEqualTo(new McNemar(each.onlyModelCorrect(), each.onlyOtherCorrect()).pValue()))
                .extracting(ModelComparison::other, ModelComparison::split)
                .contains(tuple(Artifacts.BASELINE, Split.TEST.columnValue()));
    }

    @Test
    void metricsAreReadAsTheyWereWritten() {
        assertThat(Evaluation.parse(evaluation.json())).isEqualTo(evaluation);
        assertThat(Evaluation.parse("{\"models\": {}}").comparisons()).isEmpty();
        assertThat(evaluation.withoutStatistics().json())
                .contains("\"macro-f1\"")
                .doesNotContain("statistics");
    }

    @Test
    void theFiguresOfThePageAreThoseOfTheMetrics() throws IOException {
        JsonNode metrics = new ObjectMapper().readTree(evaluation.json());
        List<Element> figures = page.select("[data-figure]");

        assertThat(figures).hasSizeGreaterThan(100);
        assertThat(figures).allSatisfy(figure -> {
            JsonNode value = metrics.at(figure.attr("data-figure"));
            assertThat(figure.text())
                    .as(figure.attr("data-figure"))
                    .isEqualTo(Figures.measure(value.isMissingNode() ? null : value.asDouble()));
        });
    }

    @Test
    void textsAndClassNamesAreShownAndNotRun() {
        assertThat(page.select("script")).hasSize(1);
        assertThat(page.select("table b")).isEmpty();
        assertThat(html).doesNotContain("alert(1)</script>").contains("&lt;script&gt;alert(1)");
        assertThat(page.select("td.sample").text()).contains("<script>alert(1)</script> & \"quoted\" '\uFFFD");
        assertThat(page.select("td.sample").text()).contains(CLASS);
    }

    @Test
    void thePageIsWellFormedAndNeedsNoNetwork() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.newDocumentBuilder().parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));

        assertThat(page.select("[src], link, iframe, object")).isEmpty();
        assertThat(page.select("a[href]"))
                .allMatch(link -> page.getElementById(link.attr("href").substring(1)) != null);
    }

    @Test
    void everyChartHasAnAlternativeText() {
        assertThat(page.select("figure.chart > svg[role=img]")).isNotEmpty().allMatch(chart -> !chart.attr("aria-label")
                .isBlank());
        assertThat(page.select("figure.chart figcaption").eachText())
                .contains("Accuracy against size", "student, test", "Entropy of the soft targets against temperature");
    }

    @Test
    void theReportNamesTheConfigurationOfItsOwnRun() {
        String file = run(context()).artifact("evaluation/configuration.json");

        assertThat(page.select("#again pre").first().text())
                .isEqualTo(
                        "spark-distill pipeline --config " + context().output().path(file));
        assertThat(context().output().readText(file)).contains("\"resamples\"");
    }

    @Test
    void theSizeOfATeacherBehindAnEndpointIsNotCompared() {
        Map<String, ModelReport> models = new LinkedHashMap<>(evaluation.models());
        ModelReport teacher = models.get(Evaluation.TEACHER);
        models.put(
                Evaluation.TEACHER,
                new ModelReport(teacher.validation(), teacher.test(), new ModelCost(0, 0, 0, 5), null));

        assertThat(new Verdict(new Evaluation(models, List.of(), evaluation.comparisons(), List.of())).sentences())
                .first()
                .asString()
                .startsWith("On 60 test examples the student is right in ")
                .doesNotContain("Infinity", "bytes");
    }

    @Test
    void doubtedLabelsAndDisagreementsAreRanked() {
        List<Double> doubts = column("Labels of validation and test examples that the teacher doubts most", 4);
        List<Double> distances = column("Validation and test examples on which student and teacher disagree most", 5);

        assertThat(doubts).isSorted().hasSizeGreaterThan(1);
        assertThat(distances).hasSizeGreaterThan(1).isSortedAccordingTo((one, other) -> Double.compare(other, one));
        assertThat(column("Labels of training examples that the teacher doubts most", 4))
                .hasSize(1)
                .first()
                .satisfies(probability -> assertThat(probability).isCloseTo(0.1, within(1e-4)));
    }

    @Test
    void textsCanBeLeftOut() throws IOException {
        JobContext context = context("report.texts=false");
        evaluate(context);
        String without = context.output().readText(run(context).artifact(RunReport.FILE));

        assertThat(without)
                .doesNotContain("alert(1)")
                .contains("report.texts is false")
                .contains("example 00");
        context.output().writeText(run(context).artifact(RunReport.FILE), html);
    }

    @Test
    void theModelCardHasTheFieldsOfHuggingFaceAndTheResults() {
        String card = context().output().readText(run(context()).artifact(RunReport.CARD));
        double accuracy = evaluation.models().get(Artifacts.STUDENT).test().accuracy();

        assertThat(card)
                .startsWith("---\nlibrary_name: spark-distill\npipeline_tag: text-classification\ntags:\n"
                        + "- knowledge-distillation\nmodel-index:\n")
                .contains("      name: \"accuracy, test\"\n      value: " + Figures.measure(accuracy) + "\n")
                .contains("| test | accuracy | " + Figures.measure(accuracy) + " | ")
                .contains("## Bias, risks and limitations");
    }

    @Test
    void aBrowserShowsNoErrorAndScrollsTablesInsteadOfThePage() throws Exception {
        new Chromium(folder).check("report", html, evaluation.json());
    }

    @Test
    void absentNumbersComeLastInASortedColumnInBothDirections() throws Exception {
        HtmlTable table = new HtmlTable("Scores", "name", "score");
        for (Double score : new Double[] {0.5, null, 10.0, null, 9.0}) {
            table.row(Cell.text("x"), Cell.measure(score));
        }
        String script = Jsoup.parse(html).select("script").first().data()
                + "document.querySelectorAll('th button')[1].click();";
        String once = "<!DOCTYPE html><body>%s<script>%s</script></body>".formatted(table.html(), script);
        String twice = once.replace("click();<", "click(); document.querySelectorAll('th button')[1].click();<");

        assertThat(new Chromium(folder).shown(once).select("td.number").eachText())
                .containsExactly("10.0000", "9.0000", "0.5000", "–", "–");
        assertThat(new Chromium(folder).shown(twice).select("td.number").eachText())
                .containsExactly("0.5000", "9.0000", "10.0000", "–", "–");
    }

    /** Returns the numbers of one column of the table with this caption. */
    private static List<Double> column(String caption, int index) {
        return page.select("figure.table").stream()
                .filter(table -> table.select("figcaption").text().equals(caption))
                .flatMap(table -> table.select("tbody tr").stream())
                .map(row -> Double.parseDouble(row.child(index).text()))
                .toList();
    }

    private static JobContext context(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "output=" + folder.resolve("output"),
                "task.classes=2",
                "task.class-names=[negative, \"" + CLASS + "\"]",
                "label.temperatures=[1, 2]",
                "evaluate.resamples=50",
                "teachers=[{name=\"<i>teacher</i>\", model=x.pt, tokenizer=x.json}]",
                "input.train=[{path=x.tsv, text=sentence, label=label}]"));
        all.addAll(List.of(settings));
        return new JobContext(ConfigLoader.load("", "test", all, Map.of()), new Configuration());
    }

    private static void write(JobContext context) {
        Random random = new Random(1);
        List<Row> examples = new ArrayList<>();
        List<Row> predictions = new ArrayList<>();
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            for (int i = 0; i < ROWS; i++) {
                String key = "%04d%s".formatted(i, split.columnValue());
                int label = random.nextInt(2);
                examples.add(example(key, HOSTILE + "word ".repeat(random.nextInt(80)), label, Origin.LABELED, split));
                predictions.add(prediction(key, split, label, Evaluation.TEACHER, random.nextDouble() < 0.9, random));
                predictions.add(prediction(key, split, label, Artifacts.BASELINE, random.nextDouble() < 0.6, random));
                predictions.add(prediction(key, split, label, Artifacts.STUDENT, random.nextDouble() < 0.8, random));
            }
        }
        context.output()
                .append(
                        LocalSpark.session().createDataFrame(examples, TransferSet.SCHEMA),
                        TransferSet.EVALUATION_TABLE);
        context.output()
                .append(
                        LocalSpark.session().createDataFrame(predictions, Predicted.SCHEMA),
                        run(context).artifact(Evaluation.PREDICTIONS));
        writeTransferSet(context);
    }

    private static void writeTransferSet(JobContext context) {
        List<Row> examples = List.of(
                example("a", HOSTILE, 1, Origin.LABELED, Split.TRAIN),
                example("b", "plain", 0, Origin.LABELED, Split.TRAIN),
                RowFactory.create(
                        "c",
                        "a copy",
                        null,
                        null,
                        null,
                        Origin.AUGMENTED.columnValue(),
                        "b",
                        Split.TRAIN.columnValue()));
        List<Row> targets = new ArrayList<>();
        for (double temperature : new double[] {1, 2}) {
            float entropy = (float) temperature / 10;
            targets.add(RowFactory.create("a", null, new Float[] {0.9f, 0.1f}, 0f, entropy, temperature));
            targets.add(RowFactory.create("b", new Integer[] {0}, new Float[] {0.8f}, 0.2f, entropy, temperature));
            targets.add(RowFactory.create("c", null, new Float[] {0.3f, 0.7f}, 0f, entropy, temperature));
        }
        context.output().append(LocalSpark.session().createDataFrame(examples, TransferSet.SCHEMA), TransferSet.TABLE);
        context.output()
                .overwrite(
                        LocalSpark.session().createDataFrame(targets, SoftTargets.SCHEMA),
                        SoftTargets.TABLE,
                        SoftTargets.TEMPERATURE);
    }

    private static Row example(String key, String text, int label, Origin origin, Split split) {
        return RowFactory.create(key, text, null, null, label, origin.columnValue(), null, split.columnValue());
    }

    private static Row prediction(String key, Split split, int label, String model, boolean correct, Random random) {
        float confidence = 0.55f + 0.44f * random.nextFloat();
        int predicted = correct ? label : 1 - label;
        Float[] probabilities =
                predicted == 0 ? new Float[] {confidence, 1 - confidence} : new Float[] {1 - confidence, confidence};
        return RowFactory.create(
                key, split.columnValue(), label, model, probabilities, predicted, -Math.log(probabilities[label]));
    }
}
