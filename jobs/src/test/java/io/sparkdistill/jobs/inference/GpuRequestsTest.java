package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.TaskResourceProfile;
import org.junit.jupiter.api.Test;

class GpuRequestsTest {
    @Test
    void asksForAShareOfAGpuOfExecutorsThatAreThere() {
        ResourceProfile profile = GpuRequests.profile(new SparkConf(false).set("spark.task.cpus", "2"), 0.25);
        assertThat(profile).isInstanceOf(TaskResourceProfile.class);
        assertThat(profile.taskResourcesJMap().get("gpu").amount()).isEqualTo(0.25);
        assertThat(profile.taskResourcesJMap().get("cpus").amount()).isEqualTo(2);
    }

    @Test
    void asksForExecutorsWithAGpuWhereSparkStartsThem() {
        SparkConf conf = new SparkConf(false)
                .set("spark.dynamicAllocation.enabled", "true")
                .set("spark.executor.cores", "4")
                .set("spark.executor.memory", "8g")
                .set("spark.executor.resource.gpu.discoveryScript", "/opt/gpu-discovery");
        ResourceProfile profile = GpuRequests.profile(conf, 0.5);
        assertThat(profile.executorResourcesJMap().get("gpu").amount()).isEqualTo(1);
        assertThat(profile.executorResourcesJMap().get("gpu").discoveryScript()).isEqualTo("/opt/gpu-discovery");
        assertThat(profile.executorResourcesJMap().get("cores").amount()).isEqualTo(4);
        assertThat(profile.executorResourcesJMap().get("memory").amount()).isEqualTo(8192);
    }

    @Test
    void asksNothingOfALocalSpark() {
        JavaRDD<Integer> rows = new JavaSparkContext(LocalSpark.session().sparkContext()).parallelize(List.of(1));
        assertThat(GpuRequests.request(rows, 1)).isSameAs(rows);
    }
}
