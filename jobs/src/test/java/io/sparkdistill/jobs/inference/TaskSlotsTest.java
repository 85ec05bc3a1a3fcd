package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class TaskSlotsTest {
    @Test
    void areTheCoresOfALocalSpark() {
        assertThat(TaskSlots.of(LocalSpark.session(), 0)).isEqualTo(2);
        assertThat(TaskSlots.of(LocalSpark.session(), 0.25)).isEqualTo(2);
    }

    @Test
    void areAsManyAsTheCoresHaveRoomFor() {
        SparkConf conf = new SparkConf(false).set("spark.task.cpus", "4");
        assertThat(TaskSlots.of(conf, 64, 4, 0)).isEqualTo(16);
        assertThat(TaskSlots.of(conf, 2, 1, 0)).isEqualTo(1);
    }

    @Test
    void areAsManyAsTheGpusHaveRoomFor() {
        SparkConf conf = new SparkConf(false);
        assertThat(TaskSlots.of(conf, 64, 4, 0.25)).isEqualTo(16);
        assertThat(TaskSlots.of(conf.clone().set("spark.executor.resource.gpu.amount", "2"), 64, 4, 1))
                .isEqualTo(8);
        assertThat(TaskSlots.of(conf.clone().set("spark.task.resource.gpu.amount", "0.5"), 64, 4, 0))
                .isEqualTo(8);
    }
}
