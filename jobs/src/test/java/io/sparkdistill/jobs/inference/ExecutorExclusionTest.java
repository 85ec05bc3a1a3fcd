package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorExclusionTest {
    private static final String ENABLED = "spark.excludeOnFailure.enabled";

    @Test
    void areLeftOutByDefault() {
        assertThat(excluded(new SparkConf(false))).isEqualTo("true");
    }

    @Test
    void areTreatedAsTheUserSays() {
        assertThat(excluded(new SparkConf(false).set(ENABLED, "false"))).isEqualTo("false");
    }

    @Test
    void areNotLeftOutWhereSparkWouldRefuseIt() {
        assertThat(excluded(new SparkConf(false).set("spark.task.maxFailures", "2")))
                .isEqualTo("unset");
    }

    private static String excluded(SparkConf conf) {
        ExecutorExclusion.exclude(conf);
        return conf.get(ENABLED, "unset");
    }
}
