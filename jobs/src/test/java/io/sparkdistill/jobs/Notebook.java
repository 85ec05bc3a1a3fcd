package io.sparkdistill.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Zeppelin note.
 *
 * @param name of its file, without the ending
 * @param json as Zeppelin 0.11 and 0.12 write it
 */
record Notebook(String name, JsonNode json, List<Paragraph> paragraphs) {
    static final String SPARK = "%spark";
    static final String SQL = "%spark.sql";

    private static final Pattern FORM = Pattern.compile("\\$?\\$\\{(\\w+)=([^}]*)}");

    /**
     * A paragraph.
     *
     * @param id unique among all notes, fit for a file's name
     * @param interpreter such as {@code %spark.sql}
     * @param text below the interpreter's name
     */
    record Paragraph(String id, String interpreter, String text, JsonNode json) {
        /** The statements, with the values of the forms in place; a form without a value has its default. */
        List<String> statements(Map<String, String> forms) {
            String filled = FORM.matcher(text)
                    .replaceAll(form ->
                            java.util.regex.Matcher.quoteReplacement(forms.getOrDefault(form.group(1), form.group(2))));
            return List.of(filled.split(";\\n"));
        }

        /** How the result is drawn. */
        JsonNode graph() {
            return json.at("/config/results/0/graph");
        }
    }

    /** All notes of a folder, in the order of their names. */
    static List<Notebook> readAll(Path folder) throws IOException {
        List<Notebook> notebooks = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".zpln"))
                    .sorted()
                    .toList()) {
                notebooks.add(read(file));
            }
        }
        return notebooks;
    }

    private static Notebook read(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".zpln", "");
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        List<Paragraph> paragraphs = new ArrayList<>();
        for (JsonNode paragraph : json.get("paragraphs")) {
            String[] text = paragraph.get("text").asText().split("\n", 2);
            String id = name + "-" + (paragraphs.size() + 1);
            paragraphs.add(new Paragraph(id, text[0], text[1], paragraph));
        }
        return new Notebook(name, json, List.copyOf(paragraphs));
    }
}
