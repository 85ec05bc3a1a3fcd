package io.sparkdistill.sql;

import java.util.List;

/**
 * The same mathematics twice: by a function, and by an expression of plain SQL with higher-order functions, over the
 * columns {@code logits}, {@code p} and {@code q} of {@code examples}.
 *
 * <p>The expression is as good as SQL allows. What all elements need is computed once a row: {@code transform(array(v), s
 * -> f(s))[0]} stands for "let s = v in f(s)", because the optimizer folds a subquery back into every element.
 */
record PlainSql(String call, String formula) {
    static final List<PlainSql> ALL = List.of(
            new PlainSql("soft_targets(logits, 2)", overSum(exponentials("logits", "exp((x - s) / 2)"))),
            new PlainSql(
                    "log_soft_targets(logits, 2)",
                    let(
                            exponentials("logits", "(x - s) / 2"),
                            "z",
                            let("ln(" + sum("transform(z, x -> exp(x))") + ")", "n", "transform(z, x -> x - n)"))),
            new PlainSql("retemper(p, 1, 4)", overSum(exponentials("p", "pow(x / s, 0.25D)"))),
            new PlainSql("entropy(p)", "aggregate(p, 0D, (a, x) -> a - if(x > 0, x * ln(x), 0D))"),
            new PlainSql("cross_entropy(p, q)", sum("zip_with(p, q, (x, y) -> if(x > 0, -x * ln(y), 0D))")),
            new PlainSql("kl_divergence(p, q)", kl("p", "q")),
            new PlainSql(
                    "js_divergence(p, q)",
                    let(
                            "zip_with(p, q, (x, y) -> (x + y) / 2)",
                            "m",
                            "(" + kl("p", "m") + " + " + kl("q", "m") + ") / 2")),
            new PlainSql("total_variation(p, q)", sum("zip_with(p, q, (x, y) -> abs(x - y))") + " / 2"),
            new PlainSql("predicted_class(p)", "CAST(array_position(p, array_max(p)) - 1 AS INT)"),
            new PlainSql("margin(p)", let("sort_array(p, false)", "s", "CAST(s[0] AS DOUBLE) - s[1]")),
            new PlainSql(
                    "top_classes(p, 2)",
                    "transform(slice(sort_array(transform(p, (x, i) -> struct(x AS x, -i AS i)), false), 1, 2), "
                            + "s -> -s.i)"));

    String name() {
        return call.substring(0, call.indexOf('('));
    }

    private static String let(String value, String name, String expression) {
        return "transform(array(" + value + "), " + name + " -> " + expression + ")[0]";
    }

    private static String sum(String array) {
        return "aggregate(" + array + ", 0D, (a, x) -> a + x)";
    }

    private static String exponentials(String column, String ofElement) {
        return let("array_max(" + column + ")", "s", "transform(" + column + ", x -> " + ofElement + ")");
    }

    private static String overSum(String array) {
        return let(array, "e", let(sum("e"), "n", "transform(e, x -> x / n)"));
    }

    private static String kl(String p, String q) {
        return sum("zip_with(" + p + ", " + q + ", (x, y) -> if(x > 0, x * ln(x / y), 0D))");
    }
}
