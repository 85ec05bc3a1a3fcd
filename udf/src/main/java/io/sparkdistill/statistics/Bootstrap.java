package io.sparkdistill.statistics;

import io.sparkdistill.distill.InvalidInputException;
import io.sparkdistill.distill.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The bootstrap estimates how much a measure would vary if other rows had been drawn. It computes the measure on
 * resamples: as many rows as there are, drawn with replacement. Measures of several models that are computed on the
 * same resamples give the interval of their difference.
 *
 * @param resamples number of resamples, at least 1
 * @param seed of the draws; the same seed gives the same intervals
 * @see <a href="https://doi.org/10.1214/aos/1176344552">Efron 1979</a>
 */
public record Bootstrap(int resamples, long seed) {
    public Bootstrap {
        if (resamples < 1) {
            throw new InvalidInputException("estimate intervals", "resamples must be at least 1: " + resamples);
        }
    }

    /**
     * Returns the percentile interval of every measure.
     *
     * @param rows number of rows, at least 1
     * @param measures computes all measures from how often each row was drawn, on several threads; a resample does not count for a measure
     *     that is NaN on it
     */
    public Interval[] intervals(int rows, Function<int[], double[]> measures) {
        double[][] values = IntStream.range(0, resamples)
                .parallel()
                .mapToObj(i -> measures.apply(draw(new SplittableRandom(Seeds.derive(seed, i)), rows)))
                .toArray(double[][]::new);
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

    private static int[] draw(SplittableRandom random, int rows) {
        int[] drawn = new int[rows];
        for (int i = 0; i < rows; i++) {
            drawn[random.nextInt(rows)]++;
        }
        return drawn;
    }
}
