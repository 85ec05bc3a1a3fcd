package io.sparkdistill.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.distill.Distributions;
import io.sparkdistill.distill.Vectors;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;

/** The laws of the mathematics, through the expressions that calls in SQL become, against an independent softmax. */
class ProbabilityPropertiesTest {
    @Provide
    Arbitrary<double[]> logits() {
        return Distributions.logits(1e4);
    }

    @Provide
    Arbitrary<double[]> moderateLogits() {
        return Distributions.logits(20);
    }

    @Provide
    Arbitrary<double[][]> pairs() {
        return Distributions.pairs();
    }

    @Property
    void softTargetsSumToOne(
            @ForAll("logits") double[] logits, @ForAll @DoubleRange(min = 0.1, max = 50) double temperature) {
        double[] fromDoubles = vector(value("soft_targets", doubles(logits), number(temperature)));
        double[] fromFloats =
                Vectors.widen(((ArrayData) value("soft_targets", floats(logits), number(temperature))).toFloatArray());

        assertThat(Arrays.stream(fromDoubles).sum()).isCloseTo(1, within(1e-6));
        assertThat(Arrays.stream(fromFloats).sum()).isCloseTo(1, within(1e-6));
    }

    @Property(tries = 200)
    void softTargetsAreTheSoftmaxByDefinition(
            @ForAll("logits") double[] logits, @ForAll @DoubleRange(min = 0.5, max = 50) double temperature) {
        assertThat(vector(value("soft_targets", doubles(logits), number(temperature))))
                .containsExactly(Distributions.exactSoftmax(logits, temperature), within(1e-9));
    }

    @Property(tries = 200)
    void retemperOfASoftmaxIsTheSoftmaxAtTheOtherTemperature(
            @ForAll("moderateLogits") double[] logits,
            @ForAll @DoubleRange(min = 1, max = 10) double from,
            @ForAll @DoubleRange(min = 1, max = 10) double to) {
        Literal softTargets = doubles(Distributions.exactSoftmax(logits, from));

        assertThat(vector(value("retemper", softTargets, number(from), number(to))))
                .containsExactly(Distributions.exactSoftmax(logits, to), within(1e-9));
    }

    @Property
    void klDivergenceIsNotNegativeAndZeroForEqualsOnly(@ForAll("pairs") double[][] pair) {
        double divergence = (double) value("kl_divergence", doubles(pair[0]), doubles(pair[1]));

        assertThat(divergence).isNotNegative();
        assertThat(divergence == 0).isEqualTo(Arrays.equals(pair[0], pair[1]));
        assertThat(value("kl_divergence", doubles(pair[0]), doubles(pair[0]))).isEqualTo(0.0);
    }

    private static Object value(String function, Expression... arguments) {
        return ProbabilityFunctions.ALL.stream()
                .filter(candidate -> candidate.name().equals(function))
                .findFirst()
                .orElseThrow()
                .call(List.of(arguments))
                .eval(null);
    }

    private static double[] vector(Object array) {
        return ((ArrayData) array).toDoubleArray();
    }

    private static Literal doubles(double[] values) {
        return new Literal(
                UnsafeArrayData.fromPrimitiveArray(values), DataTypes.createArrayType(DataTypes.DoubleType, false));
    }

    private static Literal floats(double[] values) {
        return new Literal(
                UnsafeArrayData.fromPrimitiveArray(Vectors.narrow(values)),
                DataTypes.createArrayType(DataTypes.FloatType, false));
    }

    private static Literal number(double value) {
        return new Literal(value, DataTypes.DoubleType);
    }
}
