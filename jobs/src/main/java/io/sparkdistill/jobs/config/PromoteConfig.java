package io.sparkdistill.jobs.config;

import java.util.Locale;

/**
 * These settings decide whether the pipeline serves its run.
 *
 * @param when the cases in which it does
 * @param metric on which the new student and the served one are compared
 * @param minGain smallest gain of a better student, in units of the metric, at least 0
 * @param maxPValue largest p-value of McNemar's exact test, from 0 to 1
 */
public record PromoteConfig(When when, Metric metric, double minGain, double maxPValue) {
    /** Lists the cases in which the pipeline serves its run. */
    public enum When {
        /** Its student is better than the served one, or none is served. */
        BETTER,
        /** Always. */
        ALWAYS,
        /** Only the command promote does. */
        NEVER
    }

    /** Lists the metrics on the validation examples by which the new and the served student can be compared. */
    public enum Metric {
        ACCURACY,
        MACRO_F1,
        /** The mean negative log-likelihood of the label, in nats; less is better. */
        NLL;

        /** Returns the gain of a new value over an old one, positive if the new one is better. */
        public double gain(double old, double now) {
            return this == NLL ? old - now : now - old;
        }

        /** Returns the name in tables and messages. */
        public String title() {
            return switch (this) {
                case ACCURACY -> name().toLowerCase(Locale.ROOT);
                case MACRO_F1 -> "macro-F1";
                case NLL -> "NLL";
            };
        }
    }
}
