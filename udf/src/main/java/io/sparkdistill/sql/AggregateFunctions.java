package io.sparkdistill.sql;

import io.sparkdistill.distill.Agreement;
import io.sparkdistill.distill.Calibration;
import io.sparkdistill.distill.WeightedMean;
import java.util.List;

/** Defines the aggregate functions, each over the accumulator of {@link io.sparkdistill.distill} that it names. */
final class AggregateFunctions {
    private static final SqlFunction MEAN_LOGITS = new AggregationFunction<>(
            Documentation.of(
                            "mean_logits",
                            "Returns the weighted mean of the logits, class by class: that of an ensemble, if each row is a "
                                    + "teacher of the same example. It works on probabilities too.")
                    .example(
                            "SELECT _FUNC_(l) FROM VALUES (array(4.0D, 0.0D)), (array(0.0D, 2.0D)) AS t(l)",
                            "[2.0,1.0]")
                    .example(
                            "SELECT _FUNC_(l, w) FROM VALUES (array(4.0D, 0.0D), 3), (array(0.0D, 2.0D), 1) AS t(l, w)",
                            "[3.0,0.5]"),
            List.of(
                    Parameter.vector("logits", "one value per class, or probabilities"),
                    Parameter.number("weight", "above 0").or(1.0)),
            Result.VECTOR,
            arguments -> new WeightedMean(),
            (mean, arguments) -> mean.add((double[]) arguments[0], (double) arguments[1]),
            WeightedMean::merge,
            WeightedMean::value,
            WeightedMean::write,
            WeightedMean::read);

    private static final SqlFunction CALIBRATION_ERROR = new AggregationFunction<>(
            Documentation.of(
                            "calibration_error",
                            "Returns the expected calibration error: the gap between confidence and accuracy, averaged over "
                                    + "bins of equal width that are weighted by their rows. From 0 to 1.")
                    .example(
                            "SELECT _FUNC_(p, y) FROM VALUES (array(0.75D, 0.25D), 0), (array(0.25D, 0.75D), 0) AS t(p, y)",
                            "0.25"),
            List.of(
                    Parameter.vector("p", "probabilities in 0..1, one per class"),
                    Parameter.integer("label", "the true class, from 0"),
                    Parameter.integer("bins", "at least 1").constant().or(Calibration.DEFAULT_BINS)),
            Result.NUMBER,
            arguments -> new Calibration((int) arguments[2]),
            (calibration, arguments) -> calibration.add((double[]) arguments[0], (int) arguments[1]),
            Calibration::merge,
            Calibration::error,
            Calibration::write,
            Calibration::read);

    private static final SqlFunction AGREEMENT = new AggregationFunction<>(
            Documentation.of(
                            "agreement",
                            "Returns the share of the rows for which two models predict the same class, from 0 to 1.")
                    .example(
                            "SELECT _FUNC_(p, q) FROM VALUES (array(0.9D, 0.1D), array(0.6D, 0.4D)), "
                                    + "(array(0.9D, 0.1D), array(0.4D, 0.6D)) AS t(p, q)",
                            "0.5"),
            List.of(
                    Parameter.vector("p", "probabilities or logits of one model, one value per class"),
                    Parameter.vector("q", "the same of the other model")),
            Result.NUMBER,
            arguments -> new Agreement(),
            (agreement, arguments) -> agreement.add((double[]) arguments[0], (double[]) arguments[1]),
            Agreement::merge,
            Agreement::share,
            Agreement::write,
            Agreement::read);

    static final List<SqlFunction> ALL = List.of(MEAN_LOGITS, CALIBRATION_ERROR, AGREEMENT);

    private AggregateFunctions() {}
}
