package io.sparkdistill.jobs.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sparkdistill.statistics.Interval;
import io.sparkdistill.statistics.Metric;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An estimate is a measured value with its 95 % interval.
 *
 * @param value null if it cannot be computed from the rows
 * @param lower null if the interval cannot be estimated
 * @param upper null if the interval cannot be estimated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Estimate(Double value, Double lower, Double upper) {
    static Estimate of(double value, Interval interval) {
        return new Estimate(presentOrNull(value), presentOrNull(interval.lower()), presentOrNull(interval.upper()));
    }

    /** Returns estimates by the name of the metric, from values in the order of the metrics. */
    static Map<String, Estimate> byMetric(double[] values, Interval[] intervals) {
        Map<String, Estimate> estimates = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            int index = metric.place();
            estimates.put(metric.fieldName(), of(values[index], intervals[index]));
        }
        return estimates;
    }

    /** Returns the estimate of the negative value. */
    Estimate negated() {
        return new Estimate(negated(value), negated(upper), negated(lower));
    }

    private static Double negated(Double number) {
        return number == null ? null : Double.valueOf(0 - number);
    }

    /** Returns null for NaN, which JSON cannot express. */
    static Double presentOrNull(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
