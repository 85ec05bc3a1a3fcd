package io.sparkdistill.statistics;

import java.util.List;

/** A metric measures the predictions of a model as a function of counts and of means over rows. */
public enum Metric {
    ACCURACY("accuracy"),
    /** Mean recall of the classes that are the label of a row. */
    BALANCED_ACCURACY("balanced-accuracy"),
    MACRO_PRECISION("macro-precision"),
    MACRO_RECALL("macro-recall"),
    MACRO_F1("macro-f1"),
    /** Matthews correlation coefficient, from -1 to 1. */
    MATTHEWS_CORRELATION("matthews-correlation"),
    /** Mean negative log-likelihood of the label, in nats. */
    NLL("nll"),
    /** Mean over the rows of the squared distance between probabilities and label, from 0 to 2. */
    BRIER("brier");

    private static final List<Metric> ALL = List.of(values());

    private final String fieldName;

    Metric(String fieldName) {
        this.fieldName = fieldName;
    }

    /** Returns the name in {@code metrics.json}. */
    public String fieldName() {
        return fieldName;
    }

    /** Returns the index of this metric in {@link #values}. */
    public int place() {
        return ALL.indexOf(this);
    }

    double of(Sums sums) {
        return switch (this) {
            case ACCURACY -> sums.counts().accuracy();
            case BALANCED_ACCURACY -> sums.counts().balancedAccuracy();
            case MACRO_PRECISION -> sums.counts().macroPrecision();
            case MACRO_RECALL -> sums.counts().macroRecall();
            case MACRO_F1 -> sums.counts().macroF1();
            case MATTHEWS_CORRELATION -> sums.counts().matthewsCorrelation();
            case NLL -> sums.nll();
            case BRIER -> sums.brier();
        };
    }

    /** Holds the counts of rows and the means over rows that every measure is computed from. */
    record Sums(ClassCounts counts, double nll, double brier) {}
}
