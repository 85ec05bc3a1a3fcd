package io.sparkdistill.sql;

import java.util.List;

/**
 * The same mathematics twice: by a function, and in plain SQL with higher-order functions, written as a careful analyst
 * would: what several elements need is computed once a row, in a subquery.
 *
 * @param call the function over the columns {@code logits}, {@code p} and {@code q}
 * @param query a statement that yields the same from {@code examples}, in a column {@code value}
 */
record PlainSql(String call, String query) {
    private static final String SUM = "aggregate(%s, 0D, (sum, x) -> sum + x)";

    static final List<PlainSql> ALL = List.of(
            new PlainSql("soft_targets(logits, 2)", softmax("exp((x - highest) / 2)", "logits")),
            new PlainSql(
                    "log_soft_targets(logits, 2)",
                    "SELECT transform(scores, x -> x - norm) AS value FROM (SELECT scores, ln("
                            + SUM.formatted("transform(scores, x -> exp(x))")
                            + ") AS norm FROM (SELECT transform(logits, x -> (x - highest) / 2) AS scores "
                            + "FROM (SELECT logits, array_max(logits) AS highest FROM examples)))"),
            new PlainSql("retemper(p, 1, 4)", softmax("pow(x / highest, 0.25D)", "p")),
            new PlainSql("entropy(p)", select("aggregate(p, 0D, (sum, x) -> sum - if(x > 0, x * ln(x), 0D))")),
            new PlainSql(
                    "cross_entropy(p, q)",
                    select(SUM.formatted("zip_with(p, q, (x, y) -> if(x > 0, -x * ln(y), 0D))"))),
            new PlainSql("kl_divergence(p, q)", select(kl("p", "q"))),
            new PlainSql(
                    "js_divergence(p, q)",
                    "SELECT (" + kl("p", "m") + " + " + kl("q", "m") + ") / 2 AS value "
                            + "FROM (SELECT p, q, zip_with(p, q, (x, y) -> (x + y) / 2) AS m FROM examples)"),
            new PlainSql(
                    "total_variation(p, q)", select(SUM.formatted("zip_with(p, q, (x, y) -> abs(x - y))") + " / 2")),
            new PlainSql("predicted_class(p)", select("CAST(array_position(p, array_max(p)) - 1 AS INT)")),
            new PlainSql(
                    "margin(p)",
                    "SELECT CAST(sorted[0] AS DOUBLE) - sorted[1] AS value "
                            + "FROM (SELECT sort_array(p, false) AS sorted FROM examples)"),
            new PlainSql(
                    "top_classes(p, 2)",
                    select("transform(slice(sort_array(transform(p, (x, i) -> struct(x AS x, -i AS i)), false), 1, 2), "
                            + "s -> -s.i)")));

    /** The statement that yields the function's values from {@code examples}. */
    String callQuery() {
        return select(call);
    }

    String name() {
        return call.substring(0, call.indexOf('('));
    }

    private static String select(String expression) {
        return "SELECT " + expression + " AS value FROM examples";
    }

    private static String softmax(String score, String column) {
        return "SELECT transform(scores, x -> x / norm) AS value FROM (SELECT scores, " + SUM.formatted("scores")
                + " AS norm FROM (SELECT transform(" + column + ", x -> " + score + ") AS scores "
                + "FROM (SELECT " + column + ", array_max(" + column + ") AS highest FROM examples)))";
    }

    private static String kl(String p, String q) {
        return SUM.formatted("zip_with(" + p + ", " + q + ", (x, y) -> if(x > 0, x * ln(x / y), 0D))");
    }
}
