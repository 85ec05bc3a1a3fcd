package io.sparkdistill.inference;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * The settings limit the loaded models in a JVM: they are the properties {@code spark.distill.models.*} of Spark's
 * configuration, which driver and executors share.
 *
 * @param idleMinutes minutes after which an idle model is unloaded; 0 to unload at once
 * @param maxLoaded maximum number of loaded models: above it, idle models are unloaded, the least recently used first
 * @param precomputedMegabytes maximum size of the precomputed tables of one student, in megabytes; 0 for no tables
 */
public record ModelSettings(int idleMinutes, int maxLoaded, int precomputedMegabytes) {
    /** The defaults. */
    public static final ModelSettings DEFAULT = new ModelSettings(10, 8, 256);

    private static final String PREFIX = "spark.distill.models.";
    private static final String IDLE_MINUTES = PREFIX + "idle-minutes";
    private static final String MAX_LOADED = PREFIX + "max-loaded";
    private static final String PRECOMPUTED_MEGABYTES = PREFIX + "precomputed-megabytes";

    public ModelSettings {
        check(IDLE_MINUTES, idleMinutes, 0);
        check(MAX_LOADED, maxLoaded, 1);
        check(PRECOMPUTED_MEGABYTES, precomputedMegabytes, 0);
    }

    private static void check(String key, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "Cannot configure models: %s must be at least %d: %d".formatted(key, least, value));
        }
    }

    /** Returns the settings of the Spark in this JVM, or of the properties that would start one. */
    public static ModelSettings current() {
        SparkEnv env = SparkEnv.get();
        return of(env == null ? new SparkConf() : env.conf());
    }

    /**
     * Reads the settings of a configuration.
     *
     * @throws IllegalArgumentException if a value is not a whole number or out of range; the message names its key
     */
    public static ModelSettings of(SparkConf conf) {
        return new ModelSettings(
                number(conf, IDLE_MINUTES, DEFAULT.idleMinutes),
                number(conf, MAX_LOADED, DEFAULT.maxLoaded),
                number(conf, PRECOMPUTED_MEGABYTES, DEFAULT.precomputedMegabytes));
    }

    private static int number(SparkConf conf, String key, int otherwise) {
        String value = conf.get(key, Integer.toString(otherwise));
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Cannot configure models: %s must be a whole number: %s".formatted(key, value), e);
        }
    }

    /** Writes the settings into a configuration. */
    public void configure(SparkConf conf) {
        conf.set(IDLE_MINUTES, Integer.toString(idleMinutes));
        conf.set(MAX_LOADED, Integer.toString(maxLoaded));
        conf.set(PRECOMPUTED_MEGABYTES, Integer.toString(precomputedMegabytes));
    }

    /** Returns the maximum size of the precomputed tables of one student, in bytes. */
    public long precomputedBytes() {
        return precomputedMegabytes * 1_000_000L;
    }
}
