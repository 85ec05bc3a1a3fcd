package io.sparkdistill.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the Spark shell runs in place of Zeppelin: each paragraph is a block of its own, which prints a mark when it has
 * come to its end, and of a SQL paragraph the last result goes to a file, as JSON, a row a line, its columns first.
 */
final class NotebookScript {
    private final Path folder;
    private final Map<String, String> forms;
    private final List<String> lines = new ArrayList<>();

    NotebookScript(Path folder, Map<String, String> forms) {
        this.folder = folder;
        this.forms = forms;
    }

    /** The mark of a paragraph that ran without an error. */
    static String mark(String id) {
        return "@@ done: " + id;
    }

    /** Where the result of a SQL paragraph lies. */
    Path result(String id) {
        return folder.resolve(id + ".json");
    }

    /** Runs Scala. */
    void block(String id, String scala) throws IOException {
        Path file = folder.resolve(id + ".scala");
        Files.writeString(file, scala + "\nprintln(\"" + mark(id) + "\")\n");
        lines.add(":paste " + file);
    }

    void paragraph(Notebook.Paragraph paragraph) throws IOException {
        if (paragraph.interpreter().equals(Notebook.SPARK)) {
            block(paragraph.id(), paragraph.text());
        } else if (paragraph.interpreter().equals(Notebook.SQL)) {
            List<String> calls = paragraph.statements(forms).stream()
                    .map(statement -> "spark.sql(\"\"\"" + statement + "\"\"\")")
                    .toList();
            List<String> block = new ArrayList<>(calls.subList(0, calls.size() - 1));
            block.add("save(" + calls.get(calls.size() - 1) + ", \"" + result(paragraph.id()) + "\")");
            block(paragraph.id(), String.join("\n", block));
        }
    }

    /** What paragraphs use of Zeppelin, and how results are saved. */
    void prelude() throws IOException {
        StringBuilder values = new StringBuilder();
        forms.forEach((name, value) ->
                values.append(values.isEmpty() ? "" : ", ").append("\"" + name + "\" -> \"" + value + "\""));
        block(
                "prelude",
                """
                object z { def noteTextbox(name: String, default: String): Object = Map(%s).getOrElse(name, default) }
                def save(result: org.apache.spark.sql.DataFrame, file: String): Unit = {
                  val columns = result.columns.mkString("[\\"", "\\",\\"", "\\"]")
                  java.nio.file.Files.writeString(
                    java.nio.file.Path.of(file), (columns +: result.toJSON.collect).mkString("\\n"))
                }
                """
                        .formatted(values));
    }

    /** Writes the script that runs all blocks. */
    Path write() throws IOException {
        List<String> script = new ArrayList<>(lines);
        script.add(":quit");
        return Files.write(folder.resolve("notebooks.scala"), script);
    }
}
