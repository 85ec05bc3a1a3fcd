package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.Calibration;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateFunctionsTest {
    private final SparkSession session = ExtendedSpark.session();

    @BeforeEach
    void predictions() {
        session.sql("SELECT id, id % 2 AS group, CAST(id % 3 AS INT) AS label, "
                        + "soft_targets(array(sin(id), cos(id), sin(2 * id)), 1) AS p FROM range(0, 1000, 1, 7)")
                .createOrReplaceTempView("predictions");
    }

    @Test
    void aTallyOverManyPartitionsIsTheTallyOverAllRows() {
        Calibration calibration = new Calibration(8);
        for (Row row : session.table("predictions").collectAsList()) {
            double[] p = row.<Double>getList(3).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            calibration.add(p, row.getInt(2));
        }

        assertThat((Double) ExtendedSpark.value(session, "SELECT calibration_error(p, label, 8) FROM predictions"))
                .isCloseTo(calibration.error(), within(1e-12));
    }

    @Test
    void groupsAreCountedApart() {
        List<Row> rows = session.sql(
                        "SELECT group, agreement(p, IF(id % 4 = 1, transform(p, x -> 0D), p)) AS agreement, "
                                + "size(mean_logits(p)) FROM predictions WHERE predicted_class(p) > 0 "
                                + "GROUP BY group ORDER BY group")
                .collectAsList();
        Object odd = ExtendedSpark.value(
                session,
                "SELECT avg(IF(id % 4 = 1, 0, 1)) FROM predictions WHERE predicted_class(p) > 0 AND group = 1");

        assertThat(rows).containsExactly(RowFactory.create(0L, 1.0, 3), RowFactory.create(1L, odd, 3));
    }

    @Test
    void theMeanIsThatOfEachClass() {
        session.sql("SELECT mean_logits(p, 1 + label) AS mean, "
                        + "array(sum(p[0] * (1 + label)), sum(p[1] * (1 + label)), "
                        + "sum(p[2] * (1 + label))) AS sums, sum(1 + label) AS weights "
                        + "FROM predictions")
                .createOrReplaceTempView("means");

        assertThat((Double) ExtendedSpark.value(
                        session, "SELECT array_max(zip_with(mean, sums, (x, y) -> abs(x - y / weights))) FROM means"))
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void rowsWithANullDoNotCount() {
        assertThat(ExtendedSpark.value(
                        session,
                        "SELECT agreement(a, b) FROM VALUES (array(1D, 0D), array(1D, 0D)), (NULL, array(1D, 0D)), "
                                + "(array(1D, 0D), NULL) AS t(a, b)"))
                .isEqualTo(1.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mean_logits(p)",
                "mean_logits(p, 2)",
                "calibration_error(p, label)",
                "calibration_error(p, NULL)",
                "agreement(p, p)"
            })
    void overNoRowsTheResultIsNull(String call) {
        assertThat(ExtendedSpark.value(session, "SELECT " + call + " FROM predictions WHERE id < 0"))
                .isNull();
        assertThat(session.sql("SELECT " + call + " FROM predictions WHERE id < 0 GROUP BY group")
                        .collectAsList())
                .isEmpty();
    }

    @Test
    void theElementTypeOfAMeanFollowsTheInput() {
        assertThat(session.sql("SELECT mean_logits(array(1F)), mean_logits(array(1D)), mean_logits(array(1))")
                        .schema()
                        .fields())
                .extracting(field -> field.dataType())
                .containsExactly(
                        DataTypes.createArrayType(DataTypes.FloatType, false),
                        DataTypes.createArrayType(DataTypes.DoubleType, false),
                        DataTypes.createArrayType(DataTypes.DoubleType, false));
    }

    @Test
    void aTallyWorksAsAWindowAndBesideOthers() {
        List<Row> rows = session.sql(
                        "SELECT DISTINCT group, agreement(p, p) OVER (PARTITION BY group) FROM predictions ORDER BY group")
                .collectAsList();
        Row beside = session.sql("SELECT count(DISTINCT label), agreement(p, p), max(id) FROM predictions")
                .first();

        assertThat(rows).containsExactly(RowFactory.create(0L, 1.0), RowFactory.create(1L, 1.0));
        assertThat(beside).isEqualTo(RowFactory.create(3L, 1.0, 999L));
    }

    @Test
    void aTallyTravelsInAFewBytes() {
        AggregationExpression<?> mean =
                (AggregationExpression<?>) AggregateFunctions.ALL.get(0).call(List.of(logits(1, 2, 3)));

        byte[] bytes = throughAShuffle(mean);

        assertThat(bytes).hasSize(Integer.BYTES + 4 * Double.BYTES);
    }

    private static <S> byte[] throughAShuffle(AggregationExpression<S> aggregate) {
        assertThat(aggregate.serialize(aggregate.createAggregationBuffer())).isEmpty();
        assertThat(aggregate.eval(aggregate.deserialize(new byte[0]))).isNull();
        AggregationBuffer<S> tally = aggregate.update(aggregate.createAggregationBuffer(), null);
        byte[] bytes = aggregate.serialize(tally);
        assertThat(aggregate.eval(aggregate.deserialize(bytes))).isEqualTo(aggregate.eval(tally));
        return bytes;
    }

    private static Literal logits(double... values) {
        return new Literal(
                UnsafeArrayData.fromPrimitiveArray(values), DataTypes.createArrayType(DataTypes.DoubleType, false));
    }

    @Test
    void binsThatChangeFromRowToRowAreRefused() {
        assertThatThrownBy(
                        () -> session.sql("SELECT calibration_error(p, 0, CAST(3 + id % 7 AS INT)) FROM predictions"))
                .hasMessageContaining("Cannot call calibration_error: bins must be constant: CAST((");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mean_logits(p, -1) | mean_logits: weight must be positive: -1.0",
                "mean_logits(IF(id > 5, array(1D), p)) | mean_logits: all must have the same number of classes",
                "calibration_error(p, 3) | calibration_error: label must lie in 0..2: 3",
                "calibration_error(p, 0, 0) | calibration_error: bins must be at least 1: 0",
                "calibration_error(p, 0.7) | calibration_error: value must be whole, from -2147483648 to 2147483647: 0.7",
                "calibration_error(p, double('NaN')) | calibration_error: value must be whole, from -2147483648 to 2147483647: NaN",
                "calibration_error(array(2D, 1D), 0) | calibration_error: probability must lie in 0..1: 2.0 for class 0",
                "agreement(p, array(1D)) | agreement: both sides must have the same number of classes: 3 and 1"
            })
    void aWrongValueIsNamedWithItsFunction(String call, String message) {
        assertThatThrownBy(() -> ExtendedSpark.value(session, "SELECT " + call + " FROM predictions"))
                .hasMessageContaining("Cannot evaluate " + message);
    }
}
