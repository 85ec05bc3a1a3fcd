package io.sparkdistill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.RunRecord;
import io.sparkdistill.jobs.run.RunState;
import io.sparkdistill.table.Origin;
import io.sparkdistill.table.Predicted;
import io.sparkdistill.table.SoftTargets;
import io.sparkdistill.table.Split;
import io.sparkdistill.table.TransferSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows two runs of 5,000 classes whose texts are markup, control characters, right to left, or a megabyte long. */
class HostileCorpusTest {
    private static final int CLASSES = 5000;
    private static final int ROWS = 80;
    private static final List<String> TEXTS = List.of(
            "</td></table><script>document.title = 'run'</script><img src=x onerror=alert(1)>",
            "\u0000\u0001\u0008\u000b\u001b[31mred\u001b[0m \ud800 lone \uffff",
            "\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
            "{{ title }} {% include 'report.css' %} --- \n# heading\n| a | b |\n```\n",
            "word ".repeat(200_000) + "x".repeat(48_000));
    private static final String LONG = "<i>class</i> " + "n".repeat(187);
    private static final List<String> RUNS = List.of("20261127-020011-3f2a", "20261127-030011-77aa");

    @TempDir
    static Path folder;

    private static String report;
    private static String card;
    private static String comparison;
    private static String metrics;
    private static ComparisonPage compared;

    @BeforeAll
    static void write() throws IOException {
        writeTables();
        List<ComparedRun> runs = new ArrayList<>();
        for (int i = 0; i < RUNS.size(); i++) {
            JobContext context = context(i);
            Run run = new Run(context.output(), RUNS.get(i));
            Evaluation evaluation = evaluate(context, run, i);
            context.output().writeText(run.artifact(Evaluation.FILE), evaluation.json());
            context.output()
                    .writeText(run.artifact("run.json"), record(context, run).json());
            runs.add(ComparedRun.of(
                    "<b>run</b> " + i, context.output().root().toString(), run.id(), new Configuration()));
            report = context.output().readText(run.artifact(RunReport.FILE));
            card = context.output().readText(run.artifact(RunReport.CARD));
            metrics = evaluation.json();
        }
        compared = new ComparisonPage(RunComparison.of(runs, LocalSpark.session()));
        comparison = compared.html();
    }

    @Test
    void nothingOfTheCorpusIsMarkupOrRuns() {
        for (String html : List.of(report, comparison)) {
            Document page = Jsoup.parse(html);
            assertThat(page.select("script")).hasSize(1);
            assertThat(page.select("img, table i, table b, li b")).isEmpty();
            assertThat(html.codePoints().filter(point -> point < 32 && point != '\n' && point != '\t'))
                    .isEmpty();
        }
        assertThat(Jsoup.parse(report).select("td.sample").text())
                .contains("<img src=x onerror=alert(1)>", "{{ title }} {% include 'report.css' %}", "<i>class</i> nnn");
        assertThat(card).doesNotContain("\u001b").contains("1. `<i>class</i> nnn");
        assertThat(card.lines().filter(line -> line.startsWith("1. `"))).hasSize(CLASSES);
    }

    @Test
    void pagesStaySmall() {
        assertThat(report.length()).isLessThan(3_000_000);
        assertThat(comparison.length()).isLessThan(2_000_000);
    }

    @Test
    void theComparisonShowsWhatDiffers() {
        Document page = Jsoup.parse(comparison);
        assertThat(page.select("#settings tbody tr td:first-child").eachText())
                .containsExactly("train.epochs", "train.temperature");
        assertThat(page.select("#quality figure.table").first().select("tbody tr"))
                .hasSize(2);
        assertThat(page.select(".verdict p").first().text())
                .startsWith("On validation examples <b>run</b> 1 is the most accurate: it is right in ");
        assertThat(page.select(".verdict p").get(1).text()).startsWith("Compared with <b>run</b> 0 it is ");
    }

    @Test
    void aBrowserShowsTheReport() throws Exception {
        new Chromium(folder).check("hostile-report", report, metrics);
    }

    @Test
    void aBrowserShowsTheComparison() throws Exception {
        new Chromium(folder).check("hostile-comparison", comparison, compared.json());
    }

    private static JobContext context(int run) {
        String names = IntStream.range(0, CLASSES)
                .mapToObj(i -> i == 0 ? LONG : "class " + i + (i % 3 == 0 ? " <u>" : ""))
                .map(name -> "\"" + name + "\"")
                .collect(Collectors.joining(","));
        return new JobContext(
                ConfigLoader.load(
                        "",
                        "test",
                        List.of(
                                "output=" + folder.resolve("output"),
                                "task.classes=" + CLASSES,
                                "task.class-names=[" + names + "]",
                                "label.temperatures=[1, 2]",
                                "evaluate.resamples=20",
                                "train.epochs=" + (5 + run),
                                "train.temperature=" + (1 + run),
                                "teachers=[{name=\"<i>teacher</i>\", model=x.pt, tokenizer=x.json}]",
                                "input.train=[{path=x.tsv, text=sentence, label=label}]"),
                        Map.of()),
                new Configuration());
    }

    private static Evaluation evaluate(JobContext context, Run run, int number) {
        context.output()
                .append(
                        LocalSpark.session().createDataFrame(predictions(number), Predicted.SCHEMA),
                        run.artifact(Evaluation.PREDICTIONS));
        Map<String, ModelCost> costs = new LinkedHashMap<>();
        costs.put(Evaluation.TEACHER, new ModelCost(1000, 4000, 0, 10));
        costs.put(Artifacts.STUDENT, new ModelCost(100, 400 + number, 50, 200));
        String table = run.artifact(Evaluation.PREDICTIONS);
        PredictionCounts counts = PredictionCounts.of(context, LocalSpark.session(), table);
        Evaluation measured = new EvaluationStatistics(context, LocalSpark.session(), table)
                .addTo(Evaluation.of(counts, costs, Map.of()));
        new RunReport(context, LocalSpark.session(), run).write(measured);
        return measured;
    }

    private static RunRecord record(JobContext context, Run run) throws IOException {
        return new RunRecord(
                run.id(),
                RunState.EVALUATED,
                "2026-11-27T02:00:11Z",
                null,
                null,
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                null,
                Map.of(),
                new ObjectMapper().readTree(context.config().effective()));
    }

    private static List<Row> predictions(int number) {
        Random random = new Random(9);
        List<Row> predictions = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            int label = i % 2 == 0 ? 0 : random.nextInt(CLASSES);
            boolean taught = random.nextDouble() < 0.9;
            double luck = random.nextDouble();
            predictions.add(prediction(i, label, Evaluation.TEACHER, taught ? label : 1));
            predictions.add(prediction(i, label, Artifacts.STUDENT, luck < 0.6 + 0.2 * number ? label : 2));
        }
        return predictions;
    }

    private static Row prediction(int row, int label, String model, int predicted) {
        Float[] probabilities = new Float[CLASSES];
        Arrays.fill(probabilities, 0.2f / (CLASSES - 1));
        probabilities[predicted] = 0.8f;
        return RowFactory.create(
                key(row),
                Split.VALIDATION.columnValue(),
                label,
                model,
                probabilities,
                predicted,
                -Math.log(probabilities[label]));
    }

    private static String key(int row) {
        return "%08d".formatted(row);
    }

    private static void writeTables() {
        JobContext context = context(0);
        List<Row> held = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            held.add(example(key(i), TEXTS.get(i % TEXTS.size()), Split.VALIDATION));
        }
        List<Row> training = new ArrayList<>();
        List<Row> targets = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) {
            training.add(example("t" + i, TEXTS.get(i), Split.TRAIN));
            for (double temperature : new double[] {1, 2}) {
                targets.add(RowFactory.create(
                        "t" + i,
                        new Integer[] {0, 7},
                        new Float[] {0.7f, 0.2f},
                        0.1f,
                        (float) temperature,
                        temperature));
            }
        }
        var spark = LocalSpark.session();
        context.output().append(spark.createDataFrame(held, TransferSet.SCHEMA), TransferSet.EVALUATION_TABLE);
        context.output().append(spark.createDataFrame(training, TransferSet.SCHEMA), TransferSet.TABLE);
        context.output()
                .overwrite(
                        spark.createDataFrame(targets, SoftTargets.SCHEMA), SoftTargets.TABLE, SoftTargets.TEMPERATURE);
    }

    private static Row example(String key, String text, Split split) {
        return RowFactory.create(key, text, null, null, 0, Origin.LABELED.columnValue(), null, split.columnValue());
    }
}
