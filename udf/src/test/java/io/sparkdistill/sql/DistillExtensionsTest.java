package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DistillExtensionsTest {
    private final SparkSession session = ExtendedSpark.session();

    static Stream<Arguments> examples() {
        // What a model answers is tested where a model is made.
        return DistillFunctions.ALL.stream()
                .filter(function -> !(function instanceof ModelFunction))
                .flatMap(function -> function.documentation().examples().stream()
                        .map(example -> Arguments.of(
                                example.statement().replace("_FUNC_", function.name()), example.result())));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theDocumentedExamplesAreTrue(String statement, String result) {
        Object value = ExtendedSpark.value(session, "SELECT CAST(v AS STRING) FROM (" + statement + ") AS t(v)");

        assertThat(value).hasToString(result.replace(",", ", "));
    }

    @Test
    void everyFunctionHasAnExample() {
        assertThat(DistillFunctions.ALL)
                .allSatisfy(function ->
                        assertThat(function.documentation().examples()).isNotEmpty());
    }

    @Test
    void describeFunctionExtendedTellsUsageArgumentsAndExamples() {
        assertThat(describe("calibration_error"))
                .isEqualTo(
                        """
                        Function: calibration_error
                        Class: io.sparkdistill.sql.TallyExpression
                        Usage: calibration_error(p, label [, bins]) - Returns the expected calibration error: the mean \
                        gap, over bins of equal width weighted by their rows, between how sure the model is and how \
                        often it is right. From 0 to 1.
                        Extended Usage:
                            Arguments:
                              * p - probabilities in 0..1, one a class.
                              * label - the true class, from 0.
                              * bins - at least 1, the same in every row; 15 if left out.
                         \s
                            Examples:
                              > SELECT calibration_error(p, y) FROM VALUES (array(0.75D, 0.25D), 0), \
                        (array(0.25D, 0.75D), 0) AS t(p, y);
                               0.25
                         \s
                            Since: 0.1.0""");
    }

    @Test
    void aResultIsNamedByItsCall() {
        assertThat(session.sql("SELECT entropy(soft_targets(array(1D, 0D), 2)) AS e, predicted_class(array(1D, 2D))")
                        .columns())
                .containsExactly("e", "predicted_class(array(1.0, 2.0))");
    }

    @Test
    void oneCallAddsTheFunctionsToASessionWithoutTheSetting() {
        for (SqlFunction function : DistillFunctions.ALL) {
            session.sessionState().functionRegistry().dropFunction(new FunctionIdentifier(function.name()));
        }
        assertThatThrownBy(() -> session.sql("SELECT entropy(array(1D))"))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("[UNRESOLVED_ROUTINE]");

        DistillFunctions.register(session);

        assertThat(ExtendedSpark.value(session, "SELECT entropy(array(1D))")).isEqualTo(0.0);
        assertThat(ExtendedSpark.value(session, "SELECT agreement(array(1D), array(1D))"))
                .isEqualTo(1.0);
        assertThat(describe("margin")).contains("Usage: margin(p) - Returns how far the largest probability");
    }

    private String describe(String function) {
        StringBuilder text = new StringBuilder();
        for (Row row : session.sql("DESCRIBE FUNCTION EXTENDED " + function).collectAsList()) {
            text.append(row.getString(0)).append('\n');
        }
        return text.toString().strip();
    }
}
