package io.sparkdistill.sql;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;

/**
 * Holds the documentation that {@code DESCRIBE FUNCTION EXTENDED} prints, except the parameters, which the function
 * describes itself.
 *
 * @param name name in SQL
 * @param summary result of the function, with formula and range
 * @param examples calls with their results; a test runs them
 */
record Documentation(String name, String summary, List<Example> examples) implements Serializable {
    /** An example holds a statement, with {@code _FUNC_} for the name, and its single result. */
    record Example(String statement, String result) implements Serializable {}

    static Documentation of(String name, String summary) {
        return new Documentation(name, summary, List.of());
    }

    /** Returns the documentation under another name. */
    Documentation named(String other) {
        return new Documentation(other, summary, examples);
    }

    Documentation example(String statement, String result) {
        return new Documentation(name, summary, append(new Example(statement, result)));
    }

    /** Returns the documentation in the format, and with the indents, that Spark requires. */
    ExpressionInfo info(Class<? extends Expression> expression, SqlFunction function, String group) {
        return new ExpressionInfo(
                expression.getName(),
                null,
                name,
                "_FUNC_" + function.signature() + " - " + summary,
                arguments(function),
                examplesText(),
                "",
                group,
                "0.1.0",
                "",
                "java_udf");
    }

    private static String arguments(SqlFunction function) {
        StringBuilder text = new StringBuilder("\n    Arguments:\n");
        for (Parameter<?> parameter : function.parameters()) {
            text.append("      * " + parameter.name() + " - " + parameter.description());
            text.append(parameter.isConstant() ? "; constant" : "");
            text.append(parameter.defaultValue() == null ? ".\n" : "; " + parameter.defaultValue() + " if left out.\n");
        }
        return text + "  ";
    }

    private String examplesText() {
        StringBuilder text = new StringBuilder("\n    Examples:\n");
        for (Example example : examples) {
            text.append("      > " + example.statement() + ";\n       " + example.result() + "\n");
        }
        return text + "  ";
    }

    private List<Example> append(Example example) {
        return Stream.concat(examples.stream(), Stream.of(example)).toList();
    }
}
