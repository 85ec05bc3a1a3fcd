package io.sparkdistill.inference;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * What the loaded models of a JVM may cost: the properties {@code spark.distill.models.*} of Spark's configuration, which
 * driver and executors share.
 *
 * @param idleMinutes after which a model that nobody has borrowed is unloaded; 0: at once
 * @param maxLoaded models that stay loaded: above it, those not on loan are unloaded, the least recently used first
 * @param precomputedMegabytes that the precomputed tables of one student may take; 0: none are made
 */
public record ModelSettings(int idleMinutes, int maxLoaded, int precomputedMegabytes) {
    /** What holds where the configuration says nothing. */
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
                    "Cannot keep models: %s is at least %d: %d".formatted(key, least, value));
        }
    }

    /** Those of the Spark that runs in this JVM, or of the properties that start one. */
    public static ModelSettings current() {
        SparkEnv env = SparkEnv.get();
        return of(env == null ? new SparkConf() : env.conf());
    }

    /**
     * Those of a configuration.
     *
     * @throws IllegalArgumentException if a value is not a whole number or out of its range; the message names its key
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
                    "Cannot keep models: %s must be a whole number: %s".formatted(key, value), e);
        }
    }

    /** Writes them into the configuration of a Spark that is about to start. */
    public void configure(SparkConf conf) {
        conf.set(IDLE_MINUTES, Integer.toString(idleMinutes));
        conf.set(MAX_LOADED, Integer.toString(maxLoaded));
        conf.set(PRECOMPUTED_MEGABYTES, Integer.toString(precomputedMegabytes));
    }

    /** How many bytes the precomputed tables of one student may take. */
    public long precomputedBytes() {
        return precomputedMegabytes * 1_000_000L;
    }
}
