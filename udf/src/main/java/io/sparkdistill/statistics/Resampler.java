package io.sparkdistill.statistics;

import java.io.Serializable;
import java.util.stream.IntStream;

/** Computes measures on the resamples of a bootstrap. */
@FunctionalInterface
public interface Resampler {
    /** Computes on several threads of this JVM. */
    Resampler LOCAL = (count, measures) ->
            IntStream.range(0, count).parallel().mapToObj(measures::of).toArray(double[][]::new);

    /** Returns the measures of all resamples, in order. */
    double[][] measure(int count, Measures measures);

    /** Computes all measures of one resample, which may be done in another JVM. */
    @FunctionalInterface
    interface Measures extends Serializable {
        /**
         * Returns the measures of a resample.
         *
         * @param resample its number, from 0
         */
        double[] of(int resample);
    }
}
