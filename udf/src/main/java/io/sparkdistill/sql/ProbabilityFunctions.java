package io.sparkdistill.sql;

import io.sparkdistill.distill.Divergence;
import io.sparkdistill.distill.Predictions;
import io.sparkdistill.distill.Softmax;
import java.util.List;

/**
 * Defines the functions of logits and probabilities, each over the method of {@link io.sparkdistill.distill} that it
 * names.
 */
final class ProbabilityFunctions {
    private static final Parameter<double[]> LOGITS =
            Parameter.vector("logits", "a model's outputs before the softmax, one value per class");
    private static final Parameter<double[]> VALUES =
            Parameter.vector("p", "probabilities or logits, one value per class");
    private static final Parameter<double[]> P = Parameter.vector("p", "probabilities in 0..1, one per class");
    private static final Parameter<double[]> Q = Parameter.vector("q", "probabilities of the same classes");
    private static final Parameter<Double> TEMPERATURE =
            Parameter.number("temperature", "above 0; 1 is the plain softmax, higher is softer");

    static final RowFunction PREDICTED_CLASS = RowFunction.of(
            Documentation.of(
                            "predicted_class",
                            "Returns the index of the largest value, from 0; the lowest index among equals.")
                    .example("SELECT _FUNC_(array(0.2D, 0.7D, 0.1D))", "1"),
            VALUES,
            Result.INTEGER,
            Predictions::predictedClass);

    static final List<SqlFunction> ALL = List.of(
            RowFunction.of(
                    Documentation.of(
                                    "soft_targets",
                                    "Returns exp(logit / temperature) of each class, divided by the sum over all "
                                            + "classes: probabilities that sum to 1.")
                            .example("SELECT _FUNC_(array(2F, 0F), 1)", "[0.8807971,0.11920292]")
                            .example("SELECT _FUNC_(array(2F, 0F), 4)", "[0.62245935,0.37754068]"),
                    LOGITS,
                    TEMPERATURE,
                    Result.VECTOR,
                    Softmax::softTargets),
            RowFunction.of(
                    Documentation.of(
                                    "log_soft_targets",
                                    "Returns the natural logarithms of the soft targets, exact even if the probabilities "
                                            + "underflow.")
                            .example("SELECT _FUNC_(array(0.0D, -5000.0D), 1)", "[0.0,-5000.0]"),
                    LOGITS,
                    TEMPERATURE,
                    Result.VECTOR,
                    Softmax::logSoftTargets),
            RowFunction.of(
                    Documentation.of(
                                    "retemper",
                                    "Returns the soft targets at another temperature: each probability to the power of "
                                            + "from / to, divided by their sum. soft_targets on logits is more precise.")
                            .example("SELECT _FUNC_(array(0.8F, 0.2F), 1, 2)", "[0.6666667,0.33333334]"),
                    P,
                    Parameter.number("from", "the temperature that the probabilities were made with"),
                    Parameter.number("to", "the temperature wanted"),
                    Result.VECTOR,
                    Softmax::retemper),
            RowFunction.of(
                    Documentation.of(
                                    "entropy",
                                    "Returns -sum(p * ln(p)) in nats, from 0 (certain) to ln(classes) (uniform).")
                            .example("SELECT _FUNC_(array(0.5D, 0.5D))", "0.6931471805599453"),
                    P,
                    Result.NUMBER,
                    Divergence::entropy),
            RowFunction.of(
                    Documentation.of(
                                    "cross_entropy",
                                    "Returns -sum(p * ln(q)) in nats; infinite where q is 0 and p is not.")
                            .example("SELECT _FUNC_(array(1.0D, 0.0D), array(0.5D, 0.5D))", "0.6931471805599453"),
                    P,
                    Q,
                    Result.NUMBER,
                    Divergence::crossEntropy),
            RowFunction.of(
                    Documentation.of(
                                    "kl_divergence",
                                    "Returns sum(p * ln(p / q)) in nats: 0 where both are equal, infinite where q is 0 "
                                            + "and p is not.")
                            .example("SELECT _FUNC_(array(1.0D, 0.0D), array(0.5D, 0.5D))", "0.6931471805599453"),
                    P,
                    Q,
                    Result.NUMBER,
                    Divergence::klDivergence),
            RowFunction.of(
                    Documentation.of(
                                    "js_divergence",
                                    "Returns the mean KL divergence of p and q from their mean, in nats: symmetric, from "
                                            + "0 (equal) to ln(2).")
                            .example("SELECT _FUNC_(array(1.0D, 0.0D), array(0.0D, 1.0D))", "0.6931471805599453"),
                    P,
                    Q,
                    Result.NUMBER,
                    Divergence::jsDivergence),
            RowFunction.of(
                    Documentation.of(
                                    "total_variation",
                                    "Returns sum(abs(p - q)) / 2, from 0 (equal) to 1 (no class in common).")
                            .example("SELECT _FUNC_(array(1.0D, 0.0D), array(0.5D, 0.5D))", "0.5"),
                    P,
                    Q,
                    Result.NUMBER,
                    Divergence::totalVariation),
            PREDICTED_CLASS,
            RowFunction.of(
                    Documentation.of(
                                    "margin",
                                    "Returns how far the largest probability leads the second, from 0 (a tie) to 1.")
                            .example("SELECT _FUNC_(array(0.25D, 0.75D))", "0.5"),
                    P,
                    Result.NUMBER,
                    Predictions::margin),
            RowFunction.of(
                    Documentation.of("top_classes", "Returns the indices of the k largest values, the largest first.")
                            .example("SELECT _FUNC_(array(0.2D, 0.7D, 0.1D), 2)", "[1,0]"),
                    VALUES,
                    Parameter.integer("k", "from 1 to the number of classes"),
                    Result.INTEGERS,
                    Predictions::topClasses));

    private ProbabilityFunctions() {}
}
