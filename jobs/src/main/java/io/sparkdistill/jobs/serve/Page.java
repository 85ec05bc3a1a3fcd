package io.sparkdistill.jobs.serve;

import io.sparkdistill.jobs.report.Templates;
import io.sparkdistill.serving.Input;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Renders the page for trying a student. */
final class Page {
    private static final int PERCENT = 100;

    private final List<String> classes;
    private final Input example;

    /**
     * Creates the page of a student.
     *
     * @param example an example of the kind that the student reads
     */
    Page(List<String> classes, Input example) {
        this.classes = List.copyOf(classes);
        this.example = example;
    }

    /**
     * A column shows what one model says.
     *
     * @param probabilities of the classes; null if the model failed
     * @param problem why it failed; null otherwise
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Column(String model, float[] probabilities, String problem, double milliseconds) {}

    /** A cell shows a probability. */
    record Cell(String probability, String percent, boolean best) {}

    /** A row shows the probabilities of one class. */
    record Line(String name, List<Cell> cells) {}

    /** Returns the page without a result. */
    String empty() {
        return render("", "", List.of(), "");
    }

    /** Returns the page with a text that cannot be classified. */
    String problem(String text, String pair, String problem) {
        return render(text, pair, List.of(), problem);
    }

    /** Returns the page with the probabilities of one example. */
    String result(String text, String pair, List<Column> columns) {
        return render(text, pair, columns, "");
    }

    private String render(String text, String pair, List<Column> columns, String problem) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("kind", example.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        values.put("count", example instanceof Input.Features features ? features.values().length : 0);
        values.put("text", text);
        values.put("pair", pair);
        values.put("problem", problem);
        values.put("models", columns.stream().map(Page::heading).toList());
        values.put("lines", columns.isEmpty() ? List.of() : lines(columns));
        values.put(
                "problems",
                columns.stream()
                        .filter(column -> column.problem() != null)
                        .map(column -> "%s: %s".formatted(column.model(), column.problem()))
                        .toList());
        return Templates.render("serve.peb", values);
    }

    private static Map<String, String> heading(Column column) {
        return Map.of("name", column.model(), "time", String.format(Locale.ROOT, "%.1f ms", column.milliseconds()));
    }

    private List<Line> lines(List<Column> columns) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            int index = i;
            lines.add(new Line(
                    classes.get(i),
                    columns.stream().map(column -> cell(column, index)).toList()));
        }
        return lines;
    }

    private static Cell cell(Column column, int index) {
        if (column.probabilities() == null) {
            return new Cell("–", "0", false);
        }
        float value = column.probabilities()[index];
        boolean best = true;
        for (float other : column.probabilities()) {
            best &= other <= value;
        }
        return new Cell(
                String.format(Locale.ROOT, "%.4f", value), String.format(Locale.ROOT, "%.2f", PERCENT * value), best);
    }
}
