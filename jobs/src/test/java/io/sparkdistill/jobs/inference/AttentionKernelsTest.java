package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class AttentionKernelsTest {
    private static final String KEY = "spark.executorEnv.TORCH_CUDNN_SDPA_PREFERRED";

    @Test
    void needNoPlansPerShapeByDefault() {
        assertThat(chosen(new SparkConf(false))).isEqualTo("0");
    }

    @Test
    void areThoseThatTheUserPrefers() {
        assertThat(chosen(new SparkConf(false).set(KEY, "1"))).isEqualTo("1");
    }

    private static String chosen(SparkConf conf) {
        AttentionKernels.withoutPlans(conf);
        return conf.get(KEY);
    }
}
