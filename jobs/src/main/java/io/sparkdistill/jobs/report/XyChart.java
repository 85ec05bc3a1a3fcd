package io.sparkdistill.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An XY chart shows lines and points on a page of HTML. It is drawn as SVG in the colors of the page, so that it
 * follows light and dark themes and is printed as vectors.
 *
 * @param title of the figure
 * @param description for those who cannot see the chart
 */
public record XyChart(String title, String description, Axis x, Axis y, List<Series> series) {
    private static final int WIDTH = 380;
    private static final int HEIGHT = 250;
    private static final int LEFT = 60;
    private static final int RIGHT = 12;
    private static final int TOP = 10;
    private static final int BOTTOM = 44;
    /** A line through more points than this is drawn without them. */
    private static final int MOST_POINTS = 40;

    /** A style defines the lines and points by which a series is drawn. */
    public enum Style {
        LINE,
        DASHED,
        GUIDE,
        POINTS;

        boolean hasLine() {
            return this != POINTS;
        }

        boolean hasPoints() {
            return this == LINE || this == POINTS;
        }
    }

    /** A series holds points that are drawn in one style and color. Each color has its own shape of points too. */
    public record Series(String name, Style style, int color, double[] xs, double[] ys) {}

    /** A mark is a point or a tick in the units of the drawing. */
    record Mark(String x, String y, String label) {}

    /** A drawn series has its line and its marks in the units of the drawing. */
    record Drawn(String name, String style, int color, String line, List<Mark> marks) {}

    /** Returns the figure. */
    public String html() {
        List<Mark> xTicks = new ArrayList<>();
        x.ticks().forEach(tick -> xTicks.add(new Mark(left(tick.value()), "", tick.label())));
        List<Mark> yTicks = new ArrayList<>();
        y.ticks().forEach(tick -> yTicks.add(new Mark("", top(tick.value()), tick.label())));
        return Templates.render(
                "xy-chart.peb",
                Map.of(
                        "chart", this,
                        "width", WIDTH,
                        "height", HEIGHT,
                        "left", LEFT,
                        "right", WIDTH - RIGHT,
                        "top", TOP,
                        "bottom", HEIGHT - BOTTOM,
                        "xTicks", xTicks,
                        "yTicks", yTicks,
                        "drawn", series.stream().map(this::drawn).toList()));
    }

    private Drawn drawn(Series one) {
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < one.xs().length; i++) {
            String label = "%s: %s, %s".formatted(one.name(), x.label(one.xs()[i]), Figures.decimals(one.ys()[i], 4));
            marks.add(new Mark(left(one.xs()[i]), top(one.ys()[i]), label));
        }
        String line = marks.stream().map(mark -> mark.x() + "," + mark.y()).collect(Collectors.joining(" "));
        return new Drawn(
                one.name(),
                one.style().name().toLowerCase(Locale.ROOT),
                one.color(),
                one.style().hasLine() ? line : "",
                one.style().hasPoints() && marks.size() <= MOST_POINTS ? marks : List.of());
    }

    private String left(double value) {
        return Figures.decimals(LEFT + x.position(value) * (WIDTH - LEFT - RIGHT), 1);
    }

    private String top(double value) {
        return Figures.decimals(HEIGHT - BOTTOM - y.position(value) * (HEIGHT - TOP - BOTTOM), 1);
    }
}
