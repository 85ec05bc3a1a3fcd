package io.sparkdistill.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An HTML table is shown on a page of HTML, where a reader can sort it by each column. */
public final class HtmlTable {
    private final String caption;
    private final List<String> header;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** @param caption says what the table shows */
    public HtmlTable(String caption, String... header) {
        this.caption = caption;
        this.header = List.of(header);
    }

    /** Adds a row of as many cells as the header has. */
    public HtmlTable row(Cell... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** Whether the table has no rows. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Returns the table as HTML, or nothing if it has no rows. */
    public String html() {
        return isEmpty()
                ? ""
                : Templates.render("table.peb", Map.of("caption", caption, "header", header, "rows", rows));
    }

    /**
     * A cell shows a text or a bar in one row and column of a table.
     *
     * @param text that is shown
     * @param kind of its content, which decides how it is aligned
     * @param order the value that a column is sorted by; empty to sort by the text
     * @param source where the figure stands in the file of metrics, as a JSON pointer, or the address of a link; empty
     *     for other cells
     * @param heat strength of the background, from 0 to 100
     * @param bar an interval that is drawn instead of a text; null for none
     */
    public record Cell(String text, String kind, String order, String source, int heat, Bar bar) {
        private static final String NUMBER = "number";

        /** Returns a cell with a short text. */
        public static Cell text(String text) {
            return new Cell(text, "text", "", "", 0, null);
        }

        /** Returns a cell with the text of an example, whose direction of writing and line breaks are its own. */
        public static Cell sample(String text) {
            return new Cell(text, "sample", "", "", 0, null);
        }

        /** Returns a cell with a link to another file. */
        public static Cell link(String text, String address) {
            return new Cell(text, "link", "", address, 0, null);
        }

        /** Returns a cell with a number; null is an absent one. */
        public static Cell number(Double value, String text) {
            return new Cell(
                    value == null ? Figures.ABSENT : text, NUMBER, value == null ? "" : value.toString(), "", 0, null);
        }

        /** Returns a cell with a whole number. */
        public static Cell count(long value) {
            return number((double) value, Figures.count(value));
        }

        /** Returns a cell with a measure. */
        public static Cell measure(Double value) {
            return number(value, Figures.measure(value));
        }

        /** Returns a cell that draws an interval on the axis from {@code low} to {@code high}. */
        public static Cell bar(double value, double from, double to, double low, double high) {
            String text = Figures.measure(from) + " to " + Figures.measure(to);
            Bar bar = new Bar(percent(value, low, high), percent(from, low, high), percent(to, low, high));
            return new Cell(text, "bar", Double.toString(value), "", 0, bar);
        }

        private static double percent(double value, double low, double high) {
            return high > low ? 100 * (value - low) / (high - low) : 50;
        }

        /** Returns this cell with the place of its figure in the file of metrics. */
        public Cell from(String... path) {
            StringBuilder pointer = new StringBuilder();
            for (String step : path) {
                pointer.append('/').append(step.replace("~", "~0").replace("/", "~1"));
            }
            return new Cell(text, kind, order, pointer.toString(), heat, bar);
        }

        /** Returns this cell with a background. */
        public Cell heated(double share) {
            return new Cell(text, kind, order, source, (int) Math.round(100 * share), bar);
        }
    }

    /** A bar shows an interval, in percent of the width of its cell. */
    public record Bar(double at, double from, double to) {}
}
