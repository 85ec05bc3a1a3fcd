package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainSqlTest {
    private static final int ROWS = 200;

    static Stream<Arguments> cases() {
        return PlainSql.ALL.stream()
                .flatMap(plain -> Stream.of(
                        Arguments.of(plain, DataTypes.DoubleType, 1e-9),
                        Arguments.of(plain, DataTypes.FloatType, 1e-5)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aFunctionYieldsWhatItsFormulaYieldsInPlainSql(PlainSql plain, DataType element, double tolerance) {
        SparkSession session = ExtendedSpark.session();
        Examples.of(session, ROWS, 7, element).createOrReplaceTempView("examples");

        List<double[]> expected = values(session, plain.formula());
        List<double[]> actual = values(session, plain.call());

        assertThat(actual).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
            assertThat(actual.get(i)).containsExactly(expected.get(i), within(tolerance));
        }
    }

    @Test
    void everyRowFunctionIsCompared() {
        assertThat(PlainSql.ALL.stream().map(PlainSql::name))
                .containsExactlyInAnyOrderElementsOf(
                        ProbabilityFunctions.ALL.stream().map(SqlFunction::name).toList());
    }

    private static List<double[]> values(SparkSession session, String expression) {
        List<double[]> values = new ArrayList<>();
        for (Row row : session.sql("SELECT " + expression + " FROM examples").collectAsList()) {
            List<?> numbers = row.get(0) instanceof Number number ? List.of(number) : row.getList(0);
            values.add(numbers.stream()
                    .mapToDouble(number -> ((Number) number).doubleValue())
                    .toArray());
        }
        return values;
    }
}
