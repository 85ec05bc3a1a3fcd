package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

class AggregationFunctionTest extends SqlFunctionContract {
    @Override
    Class<? extends SqlFunction> kind() {
        return AggregationFunction.class;
    }

    /** A row with a null does not count; over no rows that count the result is null. */
    @Override
    void checkNullRule(SqlFunction function) {
        List<String> valid = function.parameters().stream()
                .filter(parameter -> !parameter.isConstant())
                .map(AggregationFunctionTest::argument)
                .toList();
        List<String> nulls = new ArrayList<>();
        for (int i = 0; i < valid.size(); i++) {
            List<String> row = new ArrayList<>(valid);
            Collections.fill(row.subList(i, i + 1), "NULL");
            nulls.add(row(row));
        }
        Object one = value(function, valid.size(), row(valid));

        assertThat(one).isNotNull();
        assertThat(value(function, valid.size(), row(valid) + ", " + String.join(", ", nulls)))
                .isEqualTo(one);
        assertThat(value(function, valid.size(), row(valid) + ", " + nulls.get(0), " WHERE c0 IS NULL"))
                .isNull();
        assertThat(value(function, valid.size(), row(valid), " WHERE false")).isNull();
    }

    private static String argument(Parameter<?> parameter) {
        if (parameter.type().equals(ArgumentType.VECTOR)) {
            return "array(0.25D, 0.75D)";
        }
        return parameter.type().equals(ArgumentType.INTEGER) ? "1" : "1D";
    }

    private static String row(List<String> values) {
        return "(" + String.join(", ", values) + ")";
    }

    private Object value(SqlFunction function, int columns, String rows) {
        return value(function, columns, rows, "");
    }

    /** Returns the result as text, so that arrays are compared by their values. */
    private Object value(SqlFunction function, int columns, String rows, String where) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            names.add("c" + i);
        }
        String list = String.join(", ", names);
        return ExtendedSpark.value(
                session(),
                "SELECT CAST(%s(%s) AS STRING) FROM VALUES %s AS t(%s)%s"
                        .formatted(function.name(), list, rows, list, where));
    }
}
