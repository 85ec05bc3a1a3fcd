package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests that every SQL function passes. The subclass of its kind tests each function of {@link DistillFunctions#ALL}; a
 * new kind of function needs a subclass.
 */
abstract class SqlFunctionContract {
    /** Without these rules a call of constants is computed when it is planned, never by compiled code. */
    private static final String FOLDING = "org.apache.spark.sql.catalyst.optimizer.ConstantFolding,"
            + "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation";

    private final SparkSession session = ExtendedSpark.session();
    private final SparkSession compiled = unfolded();
    private final SparkSession interpreted = unfolded();

    SqlFunctionContract() {
        interpreted.conf().set("spark.sql.codegen.wholeStage", false);
        interpreted.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    }

    private static SparkSession unfolded() {
        SparkSession session = ExtendedSpark.session();
        session.conf().set("spark.sql.optimizer.excludedRules", FOLDING);
        return session;
    }

    abstract Class<? extends SqlFunction> kind();

    /** Checks what the function returns where an argument is null. */
    abstract void checkNullRule(SqlFunction function);

    /** Returns the statement of an example in a form that this test can run. */
    String runnable(String statement) {
        return statement;
    }

    /** Returns whether the examples give the exact result, not only its form. */
    boolean examplesTellTheResult() {
        return true;
    }

    final SparkSession session() {
        return session;
    }

    private Stream<DynamicTest> each(Consumer<SqlFunction> check) {
        List<SqlFunction> functions =
                DistillFunctions.ALL.stream().filter(kind()::isInstance).toList();
        assertThat(functions).isNotEmpty();
        return functions.stream()
                .flatMap(function -> Stream.of(function, function.named("distill_" + function.name())))
                .map(function -> DynamicTest.dynamicTest(function.name(), () -> check.accept(function)));
    }

    @TestFactory
    Stream<DynamicTest> itsExamplesAreTrue() {
        return each(function -> {
            assertThat(function.documentation().examples()).isNotEmpty();
            for (Documentation.Example example : function.documentation().examples()) {
                Object value = value(session, function, example);
                if (examplesTellTheResult()) {
                    assertThat(value).hasToString(example.result().replace(",", ", "));
                } else {
                    assertThat(value).isNotNull();
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> interpretedEqualsCompiled() {
        return each(function -> {
            for (Documentation.Example example : function.documentation().examples()) {
                assertThat(value(interpreted, function, example)).isEqualTo(value(compiled, function, example));
            }
        });
    }

    private Object value(SparkSession in, SqlFunction function, Documentation.Example example) {
        String statement = runnable(example.statement()).replace("_FUNC_", function.name());
        return ExtendedSpark.value(in, "SELECT CAST(v AS STRING) FROM (" + statement + ") AS t(v)");
    }

    @TestFactory
    Stream<DynamicTest> nullsFollowTheRuleOfItsKind() {
        return each(this::checkNullRule);
    }

    @TestFactory
    Stream<DynamicTest> describeTellsUsageArgumentsAndExamples() {
        return each(function -> {
            String name = function.name();
            StringBuilder text = new StringBuilder();
            for (Row row : session.sql("DESCRIBE FUNCTION EXTENDED " + name).collectAsList()) {
                text.append(row.getString(0)).append('\n');
            }
            assertThat(text.toString().strip())
                    .startsWith("Function: " + name + "\n")
                    .contains("Usage: " + name + function.signature() + " - Returns")
                    .contains("      > SELECT " + name + "(")
                    .contains("Since: 0.1.0");
            assertThat(function.parameters())
                    .allSatisfy(parameter -> assertThat(text).contains("* " + parameter.name() + " - "));
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesTooManyAndTooFewArguments() {
        return each(function -> {
            int most = function.parameters().size();
            List<Expression> tooMany = Collections.nCopies(most + 1, Literal.create(1, DataTypes.IntegerType));
            assertThatThrownBy(() -> function.call(tooMany))
                    .hasMessage(
                            "Cannot call %s: it takes at most %d arguments %s: %d",
                            function.name(), most, function.signature(), most + 1);
            assertThatThrownBy(() -> function.call(List.of()))
                    .hasMessage(
                            "Cannot call %s: a required argument is missing: %s",
                            function.name(), function.parameters().get(0).name());
        });
    }
}
