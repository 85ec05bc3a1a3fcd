package io.sparkdistill.statistics;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Row scores hold what the metrics of a model need of each row.
 *
 * @param classes number of classes
 * @param labels true class of each row, from 0
 * @param predicted class of each row
 * @param logLosses negative log-likelihood of each label, in nats
 * @param distances Brier score of each row
 */
@SuppressWarnings("ArrayRecordComponent")
record RowScores(int classes, int[] labels, int[] predicted, double[] logLosses, double[] distances)
        implements Serializable {
    /** Returns every metric of a resample, in the order of {@link Metric#values}, given how often it has each row. */
    double[] metrics(int[] drawn) {
        Metric.Sums sums = sums(drawn);
        return Arrays.stream(Metric.values())
                .mapToDouble(metric -> metric.of(sums))
                .toArray();
    }

    Metric.Sums sums(int[] drawn) {
        ClassCounts counts = new ClassCounts(classes);
        double nll = 0;
        double brier = 0;
        long rows = 0;
        for (int i = 0; i < drawn.length; i++) {
            if (drawn[i] > 0) {
                counts.add(labels[i], predicted[i], drawn[i]);
                nll += drawn[i] * logLosses[i];
                brier += drawn[i] * distances[i];
                rows += drawn[i];
            }
        }
        return new Metric.Sums(counts, nll / rows, brier / rows);
    }
}
