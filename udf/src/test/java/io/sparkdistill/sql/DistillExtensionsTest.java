package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import scala.Tuple3;

class DistillExtensionsTest {
    private final SparkSession session = ExtendedSpark.session();

    @Test
    void describeFunctionExtendedTellsUsageArgumentsAndExamples() {
        assertThat(describe("calibration_error"))
                .isEqualTo(
                        """
                        Function: calibration_error
                        Class: io.sparkdistill.sql.AggregationExpression
                        Usage: calibration_error(p, label [, bins]) - Returns the expected calibration error: the gap \
                        between confidence and accuracy, averaged over bins of equal width that are weighted by their \
                        rows. From 0 to 1.
                        Extended Usage:
                            Arguments:
                              * p - probabilities in 0..1, one per class.
                              * label - the true class, from 0.
                              * bins - at least 1; constant; 15 if left out.
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
        SparkSession plain = ExtendedSpark.withoutSetting();
        assertThatThrownBy(() -> plain.sql("SELECT entropy(array(1D))"))
                .isInstanceOf(AnalysisException.class)
                .hasMessageContaining("[UNRESOLVED_ROUTINE]");

        DistillFunctions.register(plain);
        DistillFunctions.register(plain);

        assertThat(ExtendedSpark.value(plain, "SELECT entropy(array(1D))")).isEqualTo(0.0);
        assertThat(ExtendedSpark.value(plain, "SELECT distill_agreement(array(1D), array(1D))"))
                .isEqualTo(1.0);
        assertThat(describe(plain, "margin")).contains("Usage: margin(p) - Returns how far the largest probability");
        assertThat(SessionExtensions.preCboRules(plain)).hasSize(1);
        assertThat(SessionExtensions.plannerStrategies(plain)).hasSize(1);
    }

    @Test
    void aFunctionOfTheUserKeepsItsName() {
        SparkSession plain = ExtendedSpark.withoutSetting();
        plain.udf().register("margin", (UDF1<Double, Double>) value -> -1.0, DataTypes.DoubleType);
        plain.sql("CREATE FUNCTION IF NOT EXISTS entropy AS 'org.apache.hadoop.hive.ql.udf.UDFAscii'");

        DistillFunctions.register(plain);

        assertThat(ExtendedSpark.value(plain, "SELECT margin(0.5D)")).isEqualTo(-1.0);
        assertThat(ExtendedSpark.value(plain, "SELECT distill_margin(array(0.25D, 0.75D))"))
                .isEqualTo(0.5);
        assertThat(describe(plain, "entropy")).contains("UDFAscii");
        assertThat(ExtendedSpark.value(plain, "SELECT distill_entropy(array(1D))"))
                .isEqualTo(0.0);
    }

    @Test
    void aFunctionOfAnotherExtensionKeepsItsName() {
        SparkSessionExtensions extensions = new SparkSessionExtensions();
        ExpressionInfo other = new ExpressionInfo("other.Margin", "margin");
        extensions.injectFunction(new Tuple3<>(new FunctionIdentifier("margin"), other, arguments -> null));

        new DistillExtensions().apply(extensions);
        new DistillExtensions().apply(extensions);

        FunctionRegistry registry =
                extensions.registerFunctions(FunctionRegistry$.MODULE$.builtin().clone());
        assertThat(registry.lookupFunction(new FunctionIdentifier("margin")).get())
                .isSameAs(other);
        assertThat(registry.lookupFunction(new FunctionIdentifier("distill_margin"))
                        .get()
                        .getClassName())
                .isEqualTo(RowExpression.class.getName());
    }

    private String describe(String function) {
        return describe(session, function);
    }

    private static String describe(SparkSession session, String function) {
        StringBuilder text = new StringBuilder();
        for (Row row : session.sql("DESCRIBE FUNCTION EXTENDED " + function).collectAsList()) {
            text.append(row.getString(0)).append('\n');
        }
        return text.toString().strip();
    }
}
