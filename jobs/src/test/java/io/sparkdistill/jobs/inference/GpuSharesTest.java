package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.config.ConfigurationException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class GpuSharesTest {
    private final SparkConf conf = new SparkConf(false).set("spark.master", "yarn");

    @Test
    void refusesASharingThatSparkDoesNotDo() {
        assertThatThrownBy(() -> GpuShares.require(conf, "3.5.5", 0.25))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Cannot run 4 labeling tasks per GPU: label.gpus-per-task = 0.25, but Spark 3.5.5 runs 1 at"
                        + " once on those of its executors: spark.task.resource.gpu.amount = 1; set it to 0.25, for all"
                        + " tasks, or spark.dynamicAllocation.enabled = true");
        conf.set("spark.task.resource.gpu.amount", "0.5");
        assertThatThrownBy(() -> GpuShares.require(conf, "3.5.5", 1))
                .hasMessageContaining("Spark 3.5.5 runs 2 at once");
    }

    @Test
    void acceptsASharingThatSparkDoes() {
        assertAccepted(conf, "3.5.5", 1);
        assertAccepted(conf, "3.5.5", 0);
        assertAccepted(conf, "4.1.0", 0.25);
        assertAccepted(conf.clone().set("spark.task.resource.gpu.amount", "0.25"), "3.5.5", 0.25);
        assertAccepted(conf.clone().set("spark.dynamicAllocation.enabled", "true"), "3.5.5", 0.25);
        assertAccepted(conf.clone().set("spark.master", "local[2]"), "3.5.5", 0.25);
    }

    private static void assertAccepted(SparkConf conf, String version, double perTask) {
        assertThatCode(() -> GpuShares.require(conf, version, perTask)).doesNotThrowAnyException();
    }
}
