package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.distill.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbabilityFunctionsTest {
    private static final String ALL_OF_THEM =
            "SELECT soft_targets(logits, 2), log_soft_targets(logits, 2), retemper(p, 1, 2), entropy(p), "
                    + "cross_entropy(p, q), kl_divergence(p, q), js_divergence(p, q), total_variation(p, q), "
                    + "predicted_class(p), margin(p), top_classes(p, 2) FROM examples";

    private final SparkSession session = ExtendedSpark.session();

    @Test
    void theElementTypeOfVectorsFollowsTheInput() {
        assertThat(type("soft_targets(array(1F, 2F), 2)")).isEqualTo("array<float>");
        assertThat(type("soft_targets(array(1D, 2D), 2)")).isEqualTo("array<double>");
        assertThat(type("soft_targets(array(1, 2), 2)")).isEqualTo("array<double>");
        assertThat(type("retemper(array(0.5, 0.5), 1, 2)")).isEqualTo("array<double>");
        assertThat(type("log_soft_targets(array(1F), 2)")).isEqualTo("array<float>");
        assertThat(type("entropy(array(1F))")).isEqualTo("double");
        assertThat(type("predicted_class(array(1F))")).isEqualTo("int");
        assertThat(type("top_classes(array(1F), 1)")).isEqualTo("array<int>");
    }

    @Test
    void floatAndDoubleMeetInOneCall() {
        assertThat(ExtendedSpark.value(session, "SELECT total_variation(array(1F, 0F), array(0.5D, 0.5D))"))
                .isEqualTo(0.5);
        assertThat(ExtendedSpark.value(session, "SELECT total_variation(array(1, 0), array(0.5, 0.5))"))
                .isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "soft_targets(CAST(NULL AS ARRAY<FLOAT>), 2)",
                "soft_targets(array(1D), NULL)",
                "soft_targets(NULL, 2)",
                "retemper(array(1D), 1, CAST(NULL AS DOUBLE))",
                "entropy(NULL)",
                "kl_divergence(array(1D), NULL)",
                "top_classes(array(1D), NULL)"
            })
    void nullInNullOut(String call) {
        assertThat(ExtendedSpark.value(session, "SELECT " + call)).isNull();
        assertThat(ExtendedSpark.value(session, "SELECT count(" + call + ") FROM range(3)"))
                .isEqualTo(0L);
    }

    /** The three ways in which Spark computes an expression. */
    @Test
    void generatedAndInterpretedCodeAgreeOnStoredRowsWithNulls(@TempDir Path folder) {
        String path = folder.resolve("examples").toString();
        Examples.of(session, 50, 5, DataTypes.FloatType)
                .unionAll(session.sql("SELECT CAST(NULL AS ARRAY<FLOAT>), NULL, NULL"))
                .write()
                .parquet(path);
        session.read().parquet(path).createOrReplaceTempView("examples");

        List<Row> whole = session.sql(ALL_OF_THEM).collectAsList();
        session.conf().set("spark.sql.codegen.wholeStage", false);
        List<Row> projected = session.sql(ALL_OF_THEM).collectAsList();
        session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        List<Row> interpreted = session.sql(ALL_OF_THEM).collectAsList();

        assertThat(whole).hasSize(51).containsExactlyInAnyOrderElementsOf(projected);
        assertThat(interpreted).containsExactlyInAnyOrderElementsOf(projected);
    }

    @Test
    void callsStayInGeneratedCode() {
        Examples.of(session, 5, 3, DataTypes.FloatType).createOrReplaceTempView("examples");

        String plan = session.sql("SELECT entropy(p) FROM examples WHERE margin(p) > 0.5")
                .queryExecution()
                .executedPlan()
                .toString();

        assertThat(plan)
                .contains("*(1) Project [entropy(p")
                .contains("*(1) Filter")
                .contains("(margin(p");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "soft_targets(array(1D, 2D), -1) | soft_targets: temperature must be positive: -1.0",
                "log_soft_targets(array(1D), 0) | log_soft_targets: temperature must be positive: 0.0",
                "soft_targets(array(1D, double('NaN')), 1) | soft_targets: logit must be finite: NaN for class 1",
                "soft_targets(array(1D, NULL), 1) | soft_targets: value must not be null: null for class 1",
                "retemper(array(1D), 1, -2) | retemper: temperature must be positive: -2.0",
                "retemper(array(3D, 1D), 1, 2) | retemper: probability must lie in 0..1: 3.0 for class 0",
                "entropy(array(0.5D, 0.2D)) | entropy: probabilities must sum to 1: 0.7",
                "entropy(array()) | entropy: at least one class is needed, classes: 0",
                "kl_divergence(array(1D), array(1D, 0D)) | kl_divergence: both sides must have the same number of classes: 1 and 2",
                "js_divergence(array(1D), array(2D)) | js_divergence: probability must lie in 0..1: 2.0 for class 0",
                "cross_entropy(array(1D), array(-1D)) | cross_entropy: probability must lie in 0..1: -1.0 for class 0",
                "total_variation(array(2D), array(1D)) | total_variation: probability must lie in 0..1: 2.0 for class 0",
                "predicted_class(array(double('NaN'))) | predicted_class: value must be a number: NaN for class 0",
                "margin(array(5D, 1D)) | margin: probability must lie in 0..1: 5.0 for class 0",
                "top_classes(array(1D, 2D), 3) | top_classes: count must lie in 1..2: 3",
                "top_classes(array(1D, 2D), 1.5) | top_classes: value must be whole, from -2147483648 to 2147483647: 1.5",
                "top_classes(array(1D, 2D), 4294967297) | top_classes: value must be whole, from -2147483648 to 2147483647: 4294967297",
                "mask_words('a', 0.1, 0.5) | mask_words: value must be whole, from -9223372036854775808 to 9223372036854775807: 0.5"
            })
    void aWrongValueIsNamedWithItsFunction(String call, String message) {
        assertThatThrownBy(() -> ExtendedSpark.value(session, "SELECT " + call))
                .rootCause()
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> ExtendedSpark.value(session, "SELECT " + call))
                .hasMessage("Cannot evaluate " + message);
    }

    @Test
    void aWrongCallIsRefusedBeforeAnythingRuns() {
        assertThatThrownBy(() -> session.sql("SELECT soft_targets(array(1D))"))
                .hasMessage("Cannot call soft_targets: a required argument is missing: temperature");
        assertThatThrownBy(() -> session.sql("SELECT entropy(array(1D), 2)"))
                .hasMessage("Cannot call entropy: it takes at most 1 arguments (p): 2");
        assertThatThrownBy(() -> session.sql("SELECT entropy('abc')"))
                .isInstanceOf(AnalysisException.class)
                .hasMessageStartingWith("[DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE] Cannot resolve \"entropy(abc)\"")
                .hasMessageContaining("requires the (\"ARRAY<DOUBLE>\" or \"ARRAY<FLOAT>\") type, "
                        + "however \"abc\" has the type \"STRING\".");
    }

    private String type(String call) {
        return session.sql("SELECT " + call).schema().fields()[0].dataType().catalogString();
    }
}
