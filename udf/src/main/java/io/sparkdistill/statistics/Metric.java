package io.sparkdistill.statistics;

import java.util.function.ToDoubleFunction;

/** A measure of the predictions of a model that is a function of counts and of means over rows. */
public enum Metric {
    ACCURACY("accuracy", sums -> sums.counts().accuracy()),
    BALANCED_ACCURACY("balanced-accuracy", sums -> sums.counts().balancedAccuracy()),
    MACRO_PRECISION("macro-precision", sums -> sums.counts().macroPrecision()),
    MACRO_RECALL("macro-recall", sums -> sums.counts().macroRecall()),
    MACRO_F1("macro-f1", sums -> sums.counts().macroF1()),
    /** Matthews correlation coefficient, from -1 to 1. */
    MATTHEWS_CORRELATION("matthews-correlation", sums -> sums.counts().matthewsCorrelation()),
    /** Mean negative log-likelihood of the label, in nats. */
    NLL("nll", Sums::nll),
    /** Mean over the rows of the squared distance between probabilities and label, from 0 to 2. */
    BRIER("brier", Sums::brier);

    private final String fieldName;
    private final ToDoubleFunction<Sums> measure;

    Metric(String fieldName, ToDoubleFunction<Sums> measure) {
        this.fieldName = fieldName;
        this.measure = measure;
    }

    /** Returns the name in {@code metrics.json}. */
    public String fieldName() {
        return fieldName;
    }

    double of(Sums sums) {
        return measure.applyAsDouble(sums);
    }

    /** The counts of rows and the means over rows that every measure is computed from. */
    record Sums(ClassCounts counts, double nll, double brier) {}
}
