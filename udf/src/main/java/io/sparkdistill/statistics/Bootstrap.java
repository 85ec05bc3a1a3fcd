package io.sparkdistill.statistics;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.distill.Seeds;
import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The bootstrap estimates how much a measure would vary if other rows had been drawn. It computes the measure on
 * resamples: as many rows as there are, drawn with replacement. Measures of several models that are computed on the
 * same resamples give the interval of their difference.
 *
 * @param resamples number of resamples, at least 1
 * @param seed of the draws; the same seed gives the same intervals, whatever the resampler
 * @param resampler computes the measures of all resamples
 * @see <a href="https://doi.org/10.1214/aos/1176344552">Efron 1979</a>
 */
public record Bootstrap(int resamples, long seed, Resampler resampler) {
    /** Creates a bootstrap that computes on the threads of this JVM. */
    public Bootstrap(int resamples, long seed) {
        this(resamples, seed, Resampler.LOCAL);
    }

    public Bootstrap {
        if (resamples < 1) {
            throw new InvalidInputException("estimate intervals", "resamples must be at least 1: " + resamples);
        }
    }

    /**
     * Returns the percentile interval of every measure.
     *
     * @param rows number of rows, at least 1
     * @param measures computes all measures from how often each row was drawn, on several threads or in other JVMs; a
     *     resample does not count for a measure that is NaN on it
     */
    public Interval[] intervals(int rows, OfDrawn measures) {
        long derived = seed;
        double[][] values = resampler.measure(
                resamples, i -> measures.of(draw(new SplittableRandom(Seeds.derive(derived, i)), rows)));
        Interval[] intervals = new Interval[values[0].length];
        for (int i = 0; i < intervals.length; i++) {
            int measure = i;
            intervals[i] = Interval.ofPercentiles(Arrays.stream(values)
                    .mapToDouble(resample -> resample[measure])
                    .filter(value -> !Double.isNaN(value))
                    .toArray());
        }
        return intervals;
    }

    /** Computes all measures from how often each row was drawn. */
    @FunctionalInterface
    public interface OfDrawn extends Serializable {
        /**
         * Returns the measures of a resample.
         *
         * @param drawn how often it has each row
         */
        double[] of(int[] drawn);
    }

    private static int[] draw(SplittableRandom random, int rows) {
        int[] drawn = new int[rows];
        for (int i = 0; i < rows; i++) {
            drawn[random.nextInt(rows)]++;
        }
        return drawn;
    }
}
