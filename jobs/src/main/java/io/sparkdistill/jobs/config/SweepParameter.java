package io.sparkdistill.jobs.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;

/**
 * A sweep parameter is a key of the configuration with the values that a sweep tries.
 *
 * @param values as HOCON; empty for a range
 * @param range of numbers; empty for values
 */
public record SweepParameter(String key, List<String> values, Optional<Range> range) {
    public SweepParameter {
        values = List.copyOf(values);
    }

    /**
     * A range of numbers from which values are drawn.
     *
     * @param min least value
     * @param max greatest value
     * @param whole whether values are whole numbers
     */
    public record Range(double min, double max, Scale scale, boolean whole) {
        private static final MathContext DIGITS = new MathContext(4);

        /** Lists the distributions of values. */
        public enum Scale {
            /** Values are uniform. */
            LINEAR,
            /** Logarithms of values are uniform. */
            LOG
        }

        /**
         * Returns the value at a place of the range, with four digits.
         *
         * @param place from 0 to 1
         */
        String at(double place) {
            double value = scale == Scale.LINEAR
                    ? min + place * (max - min)
                    : Math.exp(Math.log(min) + place * (Math.log(max) - Math.log(min)));
            return whole
                    ? Long.toString(Math.round(value))
                    : new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
        }
    }

    /**
     * Returns the value at a place of all values.
     *
     * @param place from 0 to less than 1
     */
    public String at(double place) {
        return range.map(numbers -> numbers.at(place)).orElseGet(() -> values.get((int) (place * values.size())));
    }
}
