package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.distill.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowFunctionTest extends SqlFunctionContract {
    private static final DataType VECTOR = DataTypes.createArrayType(DataTypes.DoubleType, true);
    private static final Object P = UnsafeArrayData.fromPrimitiveArray(new double[] {0.25, 0.75});
    private static final Object NOT_A_NUMBER = UnsafeArrayData.fromPrimitiveArray(new double[] {Double.NaN, 1});

    /** A call, and rows with every mix of values, wrong values and nulls in its arguments. */
    private record Call(Expression expression, List<Object[]> rows) {
        static Call of(SqlFunction function, UnaryOperator<List<Object>> chosen) {
            List<Expression> arguments = new ArrayList<>();
            List<List<Object>> choices = new ArrayList<>();
            for (Parameter<?> parameter : function.parameters()) {
                arguments.add(argument(parameter.type(), choices));
            }
            choices.replaceAll(chosen);
            return new Call(function.call(arguments), RowFunctionTest.rows(choices));
        }
    }

    @Override
    Class<? extends SqlFunction> kind() {
        return RowFunction.class;
    }

    /** Null in, null out. */
    @Override
    void checkNullRule(SqlFunction function) {
        Call call = Call.of(function, values -> Arrays.asList(values.get(0), null));
        for (Object[] values : call.rows()) {
            Object result = call.expression().eval(new GenericInternalRow(values));
            assertThat(result == null)
                    .as(Arrays.toString(values))
                    .isEqualTo(Arrays.asList(values).contains(null));
        }
    }

    static Stream<RowFunction> functions() {
        return DistillFunctions.ALL.stream()
                .filter(RowFunction.class::isInstance)
                .map(RowFunction.class::cast);
    }

    /** Value or error. */
    @ParameterizedTest
    @MethodSource("functions")
    void compiledEqualsInterpretedWithNullsAndErrorsInTheArguments(RowFunction function) {
        Call all = Call.of(function, values -> values);
        Expression call = all.expression();
        UnsafeProjection compiled =
                GenerateUnsafeProjection$.MODULE$.generate(Sequences.<Expression>asScala(List.of(call)), false);
        for (Object[] values : all.rows()) {
            GenericInternalRow row = new GenericInternalRow(values);
            assertThat(outcome(() -> compiled.apply(row).get(0, call.dataType()), call))
                    .as(Arrays.toString(values))
                    .isEqualTo(outcome(() -> call.eval(row), call));
        }
    }

    /** An argument, and the values of each column that it reads. A vector's own evaluation may fail: it is a softmax. */
    private static Expression argument(ArgumentType<?> kind, List<List<Object>> choices) {
        if (kind.equals(ArgumentType.VECTOR)) {
            Expression logits = column(VECTOR, choices, P, NOT_A_NUMBER);
            Expression temperature = column(DataTypes.DoubleType, choices, 1.0, -1.0);
            return function("soft_targets").call(List.of(logits, temperature));
        }
        if (kind.equals(ArgumentType.TEXT)) {
            return column(DataTypes.StringType, choices, UTF8String.fromString("english"), UTF8String.fromString(" "));
        }
        if (kind.equals(ArgumentType.NUMBER)) {
            return column(DataTypes.DoubleType, choices, 0.5, Double.NaN);
        }
        return kind.equals(ArgumentType.LONG)
                ? column(DataTypes.LongType, choices, 1L)
                : column(DataTypes.IntegerType, choices, 1, 9);
    }

    private static Expression column(DataType type, List<List<Object>> choices, Object... values) {
        List<Object> withNull = new ArrayList<>(Arrays.asList(values));
        withNull.add(null);
        choices.add(withNull);
        return new BoundReference(choices.size() - 1, type, true);
    }

    private static SqlFunction function(String name) {
        return functions()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Object[]> rows(List<List<Object>> choices) {
        List<Object[]> rows = List.<Object[]>of(new Object[choices.size()]);
        for (int column = 0; column < choices.size(); column++) {
            List<Object[]> longer = new ArrayList<>();
            for (Object[] row : rows) {
                for (Object choice : choices.get(column)) {
                    Object[] copy = row.clone();
                    copy[column] = choice;
                    longer.add(copy);
                }
            }
            rows = longer;
        }
        return rows;
    }

    private static String outcome(Callable<Object> evaluation, Expression call) {
        try {
            return String.valueOf(CatalystTypeConverters.convertToScala(evaluation.call(), call.dataType()));
        } catch (InvalidInputException exception) {
            return exception.getMessage();
        } catch (Exception exception) {
            throw new AssertionError(exception);
        }
    }
}
