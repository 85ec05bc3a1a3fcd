package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class AttentionKernelsTest {
    private static final String DEPRIORITIZED = "spark.executorEnv.TORCH_CUDNN_SDPA_DEPRIORITIZED";
    private static final String PREFERRED = "spark.executorEnv.TORCH_CUDNN_SDPA_PREFERRED";

    @Test
    void needNoPlansPerShapeByDefault() {
        SparkConf conf = new SparkConf(false);

        AttentionKernels.withoutPlans(conf);

        assertThat(conf.get(DEPRIORITIZED)).isEqualTo("1");
        assertThat(conf.get(PREFERRED)).isEqualTo("0");
    }

    @Test
    void areThoseThatTheUserPrefers() {
        SparkConf conf = new SparkConf(false).set(DEPRIORITIZED, "0").set(PREFERRED, "1");

        AttentionKernels.withoutPlans(conf);

        assertThat(conf.get(DEPRIORITIZED)).isEqualTo("0");
        assertThat(conf.get(PREFERRED)).isEqualTo("1");
    }
}
