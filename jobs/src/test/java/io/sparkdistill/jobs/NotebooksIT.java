package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every paragraph of every notebook in Spark's own shell, as Zeppelin would, on tables of a small quickstart. */
class NotebooksIT {
    private static final List<String> MODES = List.of("table", "multiBarChart", "lineChart", "pieChart");

    /** What a block of the shell prints that says nothing of its own. */
    private static final Pattern ECHO = Pattern.compile("(?m)^(import .*|\\w+: .* = .*|\\s*)$");

    private static final String QUICKSTART =
            """
            import io.sparkdistill.jobs.config.reader.ConfigLoader
            import io.sparkdistill.jobs.job.JobContext
            import io.sparkdistill.jobs.pipeline.Pipeline
            import io.sparkdistill.jobs.quickstart.{CorpusSizes, ReviewCorpus}
            def distil(name: String, overrides: String*): Unit = {
              val text = new String(getClass.getResourceAsStream("/conf/" + name).readAllBytes, "UTF-8")
              val config = ConfigLoader.load(text, name, java.util.List.of(overrides: _*), java.util.Map.of())
              val jobs = Pipeline.jobs(new JobContext(config, spark.sparkContext.hadoopConfiguration))
              jobs.forEach(_.validate()); jobs.forEach(_.run(spark))
            }
            val small = Seq("student.bilstm={embedding-size=16, hidden-size=12, classifier-size=12}", "train.epochs=2",
              "train.batch-size=64", "train.threads=1", "evaluate.speed-rows=64", "data=%1$s/corpus")
            ReviewCorpus.write(java.nio.file.Path.of("%1$s/corpus"), 42, new CorpusSizes(400, 200, 1800, 100, 100))
            distil("quickstart-teacher.conf", small :+ "output=%1$s/teacher": _*)
            distil("quickstart.conf", small ++ Seq("output=%1$s/student",
              "teachers=[{name=reviewer, model=\\"%1$s/teacher\\"}]", "train.baseline.epochs=2"): _*)
            """;

    @TempDir
    static Path folder;

    private final List<Notebook> notebooks;

    NotebooksIT() throws Exception {
        notebooks = Notebook.readAll(Launcher.ROOT.resolve("notebooks"));
    }

    @Test
    void everyParagraphRunsInTheSparkShellAndShowsSomething() throws Exception {
        try (Stream<Path> jars = Files.list(Launcher.ROOT.resolve("bin/spark-home/jars"))) {
            assumeThat(jars).as("this Spark home has no shell").anyMatch(jar -> jar.toString()
                    .contains("/spark-repl_"));
        }
        Path quickstart = folder.resolve("quickstart");
        NotebookScript script = new NotebookScript(
                folder,
                Map.of(
                        "quickstart",
                        quickstart.toString(),
                        "output",
                        quickstart.resolve("student").toString()));
        script.prelude();
        script.block("quickstart", QUICKSTART.formatted(quickstart));
        for (Notebook notebook : notebooks) {
            for (Notebook.Paragraph paragraph : notebook.paragraphs()) {
                script.paragraph(paragraph);
            }
        }
        String output = shell(script.write());
        assertThat(output).contains(NotebookScript.mark("prelude"), NotebookScript.mark("quickstart"));
        for (Notebook notebook : notebooks) {
            for (Notebook.Paragraph paragraph : notebook.paragraphs()) {
                check(paragraph, script, output);
            }
        }
    }

    private static String shell(Path script) throws Exception {
        Launcher.Result result = Launcher.run(
                folder,
                Map.of(),
                List.of(
                        Launcher.ROOT.resolve("bin/spark-home/bin/spark-shell").toString(),
                        "--master",
                        "local[2]",
                        "--jars",
                        Launcher.ROOT.resolve("jobs/target/spark-distill.jar").toString(),
                        "--conf",
                        "spark.sql.extensions=io.sparkdistill.sql.DistillExtensions",
                        "-I",
                        script.toString()));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }

    private static void check(Notebook.Paragraph paragraph, NotebookScript script, String output) throws Exception {
        if (paragraph.interpreter().equals("%md")) {
            return;
        }
        String mark = NotebookScript.mark(paragraph.id());
        assertThat(output).as(paragraph.id()).contains(mark);
        if (paragraph.interpreter().equals(Notebook.SPARK)) {
            String before = output.substring(0, output.indexOf(mark));
            String own = before.substring(before.lastIndexOf("@@ done: "));
            assertThat(ECHO.matcher(own.substring(own.indexOf('\n'))).replaceAll(""))
                    .as(paragraph.id())
                    .isNotBlank();
        } else {
            List<String> lines = Files.readAllLines(script.result(paragraph.id()));
            assertThat(lines).as(paragraph.id()).hasSizeGreaterThan(1);
            checkGraph(paragraph, new ObjectMapper().readTree(lines.get(0)));
        }
    }

    /** A chart that needs no clicks: every axis is a column of the result. */
    private static void checkGraph(Notebook.Paragraph paragraph, JsonNode columns) {
        JsonNode graph = paragraph.graph();
        String mode = graph.at("/mode").asText();
        assertThat(mode).as(paragraph.id()).isIn(MODES);
        assertThat(graph.at("/setting").has(mode)).as(paragraph.id()).isTrue();
        for (String axis : List.of("keys", "groups", "values")) {
            for (JsonNode column : graph.get(axis)) {
                assertThat(columns.get(column.get("index").asInt()).asText())
                        .as(paragraph.id() + " " + axis)
                        .isEqualTo(column.get("name").asText());
            }
        }
        boolean chart = !mode.equals("table");
        assertThat(graph.get("keys").isEmpty()).as(paragraph.id()).isEqualTo(!chart);
        assertThat(graph.get("values").isEmpty()).as(paragraph.id()).isEqualTo(!chart);
    }

    @Test
    void everyNotebookHasTheFormOfZeppelin() {
        assertThat(notebooks.stream().map(Notebook::name))
                .containsExactly("1-soft-targets", "2-transfer-set", "3-student-against-teacher", "4-distill-here");
        List<String> ids = new ArrayList<>();
        for (Notebook notebook : notebooks) {
            assertThat(notebook.json().get("name").asText()).isEqualTo("spark-distill/" + notebook.name());
            assertThat(notebook.json().get("id").asText()).matches("2[0-9A-Z]{8}");
            assertThat(notebook.json().get("defaultInterpreterGroup").asText()).isEqualTo("spark");
            for (String part : List.of("noteParams", "noteForms", "angularObjects", "config", "info")) {
                assertThat(notebook.json().get(part).isObject()).as(part).isTrue();
            }
            assertThat(notebook.json().get("noteForms")).hasSize(1).allSatisfy(form -> {
                assertThat(form.get("type").asText()).isEqualTo("TextBox");
                assertThat(form.get("defaultValue").asText()).startsWith("spark-distill-out/quickstart");
            });
            notebook.paragraphs().forEach(paragraph -> ids.add(checkForm(paragraph)));
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    private static String checkForm(Notebook.Paragraph paragraph) {
        JsonNode json = paragraph.json();
        assertThat(paragraph.interpreter()).isIn("%md", Notebook.SPARK, Notebook.SQL);
        assertThat(json.get("id").asText())
                .matches("paragraph_\\d{13}_\\d+")
                .isEqualTo(json.get("jobName").asText());
        assertThat(json.get("status").asText()).isIn("READY", "FINISHED");
        assertThat(json.get("dateCreated").asText()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}");
        assertThat(json.at("/config/enabled").asBoolean()).isTrue();
        assertThat(json.at("/config/colWidth").asDouble()).isBetween(1.0, 12.0);
        assertThat(json.at("/config/editorMode").asText())
                .isEqualTo(
                        "ace/mode/" + json.at("/config/editorSetting/language").asText());
        // By the number of the result: a statement that defines a view shows none, so the table is the first.
        assertThat(json.at("/config/results").isObject()).isTrue();
        assertThat(json.at("/config/results").has("0"))
                .isEqualTo(!paragraph.interpreter().equals(Notebook.SPARK));
        assertThat(json.at("/settings/params").isObject()).isTrue();
        assertThat(json.at("/settings/forms").isObject()).isTrue();
        for (JsonNode message : json.at("/results/msg")) {
            assertThat(message.get("type").asText()).isIn("HTML", "TABLE", "TEXT");
            assertThat(message.get("data").asText()).isNotBlank();
        }
        return json.get("id").asText();
    }
}
