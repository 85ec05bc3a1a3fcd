package io.sparkdistill.jobs.config;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A requirement compares two expressions over the metrics of an evaluation, such as {@code student.validation.accuracy
 * >= teacher.validation.accuracy - 0.02}. The grammar:
 *
 * <pre>
 * requirement = sum (">=" | "&lt;=" | ">" | "&lt;") sum
 * sum         = product { (" + " | " - ") product }
 * product     = value { ("*" | "/") value }
 * value       = NUMBER | METRIC | "(" sum ")"
 * METRIC      = MODEL "." ("validation" | "test") "." NAME [".lower" | ".upper"] | MODEL "." COST
 * </pre>
 *
 * @param text as it is written
 */
public record Requirement(String text, Expression left, Comparison comparison, Expression right) {

    /** Lists the comparisons. */
    public enum Comparison {
        AT_LEAST(">="),
        AT_MOST("<="),
        MORE(">"),
        LESS("<");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        boolean holds(double one, double other) {
            return switch (this) {
                case AT_LEAST -> one >= other;
                case AT_MOST -> one <= other;
                case MORE -> one > other;
                case LESS -> one < other;
            };
        }

        String sign() {
            return sign;
        }
    }

    /** An expression is a number that is computed from metrics. */
    public sealed interface Expression permits Constant, Metric, Operation {
        /** Returns the value; NaN if a metric has none. */
        double value(Function<String, OptionalDouble> metrics);

        /** Adds the names of its metrics. */
        void addMetrics(Set<String> names);
    }

    /** A constant. */
    record Constant(double number) implements Expression {
        @Override
        public double value(Function<String, OptionalDouble> metrics) {
            return number;
        }

        @Override
        public void addMetrics(Set<String> names) {
            // A number has no metric.
        }
    }

    /** A metric names a number that was measured of a model. */
    record Metric(String name) implements Expression {
        @Override
        public double value(Function<String, OptionalDouble> metrics) {
            return metrics.apply(name).orElse(Double.NaN);
        }

        @Override
        public void addMetrics(Set<String> names) {
            names.add(name);
        }
    }

    /** An operation combines two expressions: {@code + - *} or {@code /}. */
    record Operation(char sign, Expression left, Expression right) implements Expression {
        @Override
        public double value(Function<String, OptionalDouble> metrics) {
            double one = left.value(metrics);
            double other = right.value(metrics);
            return switch (sign) {
                case '+' -> one + other;
                case '-' -> one - other;
                case '*' -> one * other;
                case '/' -> one / other;
                default -> throw new IllegalStateException("unknown operation: " + sign);
            };
        }

        @Override
        public void addMetrics(Set<String> names) {
            left.addMetrics(names);
            right.addMetrics(names);
        }
    }

    /**
     * States whether a requirement holds.
     *
     * @param require the requirement as it is written
     * @param reason values of both sides and of all metrics
     */
    public record Result(String require, boolean passed, String reason) {}

    /**
     * Parses a requirement.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Requirement parse(String text) {
        return new RequirementParser(text).requirement();
    }

    /** Returns the names of all metrics, in alphabetical order. */
    public Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        left.addMetrics(names);
        right.addMetrics(names);
        return names;
    }

    /** Checks the requirement. It does not hold if a metric has no value. */
    public Result check(Function<String, OptionalDouble> values) {
        Map<String, String> found = metrics().stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> values.apply(name).stream()
                                .mapToObj(Requirement::written)
                                .findFirst()
                                .orElse("absent"),
                        (one, other) -> one,
                        TreeMap::new));
        double one = left.value(values);
        double other = right.value(values);
        boolean passed = comparison.holds(one, other);
        String facts = found.entrySet().stream()
                .map(metric -> metric.getKey() + " = " + metric.getValue())
                .collect(Collectors.joining(", "));
        String sides = Double.isNaN(one) || Double.isNaN(other)
                ? "it cannot be computed"
                : "%s %s %s %s"
                        .formatted(written(one), comparison.sign(), written(other), passed ? "holds" : "does not hold");
        return new Result(text, passed, facts.isEmpty() ? sides : facts + ": " + sides);
    }

    private static String written(double value) {
        return value == Math.rint(value) && Math.abs(value) >= 10
                ? "%.0f".formatted(value)
                : "%.6f".formatted(value).replaceAll("0{1,4}$", "");
    }
}
