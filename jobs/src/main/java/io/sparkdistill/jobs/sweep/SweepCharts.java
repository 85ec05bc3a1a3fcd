package io.sparkdistill.jobs.sweep;

import io.sparkdistill.jobs.report.Axis;
import io.sparkdistill.jobs.report.XyChart;
import io.sparkdistill.jobs.report.XyChart.Series;
import io.sparkdistill.jobs.report.XyChart.Style;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;

/**
 * Draws the score of searched variants against each of their keys.
 *
 * @param when the scores were measured, for the titles
 * @param measure name of the score
 * @param values all searched values by key, so that a value has the same color in all charts
 * @param points values by key with the score of each variant
 */
record SweepCharts(String when, String measure, Map<String, List<String>> values, List<Point> points) {
    private static final int COLORS = 5;
    /** From this ratio of the greatest to the least value, an axis is logarithmic. */
    private static final double WIDE = 4;
    /** An axis of more values has ticks at round values only. */
    private static final int MOST_TICKS = 6;

    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?");

    /** A point has the values of a variant and its score. */
    record Point(Map<String, String> values, double score) {}

    /** Returns one chart per key with several values; none for fewer than two variants. */
    List<XyChart> byKey() {
        return points.size() < 2
                ? List.of()
                : points.get(0).values().keySet().stream()
                        .filter(key -> distinct(key).size() > 1)
                        .map(this::chart)
                        .toList();
    }

    private XyChart chart(String key) {
        Optional<String> group = group(key);
        List<String> names = distinct(key);
        boolean numbers = names.stream().allMatch(SweepCharts::isNumber);
        List<Series> series = new ArrayList<>();
        List<String> groups = group.map(by -> inOrder(values.get(by))).orElse(List.of(""));
        for (int i = 0; i < groups.size(); i++) {
            String value = groups.get(i);
            List<Point> own = points.stream()
                    .filter(point ->
                            group.isEmpty() || point.values().get(group.get()).equals(value))
                    .toList();
            String name =
                    group.map(by -> shortest(by) + " " + Trial.plain(value)).orElse("variants");
            if (own.isEmpty()) {
                continue;
            }
            Map<Double, Double> best = new TreeMap<>();
            own.forEach(point -> best.merge(x(point, key, names, numbers), point.score(), Math::max));
            if (best.size() > 1 && best.size() < own.size()) {
                series.add(new Series(name + ", best", Style.DASHED, i, array(best.keySet()), array(best.values())));
            }
            series.add(new Series(
                    name,
                    Style.POINTS,
                    i,
                    own.stream()
                            .mapToDouble(point -> x(point, key, names, numbers))
                            .toArray(),
                    own.stream().mapToDouble(Point::score).toArray()));
        }
        String title = "%s against %s, %s".formatted(StringUtils.capitalize(measure), shortest(key), when);
        return new XyChart(title, description(key, title), axis(key, names, numbers), y(), series);
    }

    private String description(String key, String title) {
        StringBuilder text = new StringBuilder(title).append('.');
        for (String value : distinct(key)) {
            points.stream()
                    .filter(point -> point.values().get(key).equals(value))
                    .mapToDouble(Point::score)
                    .max()
                    .ifPresent(best -> text.append(" Best for %s: %.4f.".formatted(Trial.plain(value), best)));
        }
        return text.toString();
    }

    private Axis y() {
        return Axis.around(measure, points.stream().mapToDouble(Point::score).toArray());
    }

    private static Axis axis(String key, List<String> names, boolean numbers) {
        if (!numbers) {
            return Axis.ofNames(key, names.stream().map(Trial::plain).toList());
        }
        double[] values = names.stream().mapToDouble(Double::parseDouble).toArray();
        double least = values[0];
        double greatest = values[values.length - 1];
        Axis axis = least > 0 && greatest / least >= WIDE ? Axis.logarithmic(key, values) : Axis.around(key, values);
        return values.length > MOST_TICKS
                ? axis
                : axis.with(names.stream()
                        .map(name -> new Axis.Tick(Double.parseDouble(name), name))
                        .toList());
    }

    private static double x(Point point, String key, List<String> names, boolean numbers) {
        String value = point.values().get(key);
        return numbers ? Double.parseDouble(value) : names.indexOf(value);
    }

    /** Returns the other key whose values have colors: the one with the fewest, words before numbers. */
    private Optional<String> group(String key) {
        return values.keySet().stream()
                .filter(other -> !other.equals(key))
                .filter(other ->
                        values.get(other).size() > 1 && values.get(other).size() <= COLORS)
                .min(Comparator.comparing(
                                (String other) -> values.get(other).stream().allMatch(SweepCharts::isNumber))
                        .thenComparing(other -> values.get(other).size()));
    }

    /** Returns the values of a key that a point has, numbers in their order. */
    private List<String> distinct(String key) {
        return inOrder(values.get(key)).stream()
                .filter(value -> points.stream()
                        .anyMatch(point -> point.values().get(key).equals(value)))
                .toList();
    }

    private static List<String> inOrder(List<String> values) {
        return values.stream().allMatch(SweepCharts::isNumber)
                ? values.stream()
                        .sorted(Comparator.comparingDouble(Double::parseDouble))
                        .toList()
                : values;
    }

    private String shortest(String key) {
        return Trial.shortest(key, points.get(0).values().keySet());
    }

    static boolean isNumber(String value) {
        return NUMBER.matcher(value).matches();
    }

    private static double[] array(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
