package io.sparkdistill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    @Test
    void sparkSaysOfATaskThatItIsLarge() {
        JavaSparkContext cluster =
                JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
        try (LogLines log = LogLines.ofLargeTasks()) {
            cluster.parallelize(List.of(new byte[100]), 1).count();
            assertThat(log.lines()).isEmpty();
            cluster.parallelize(List.of(new byte[2 << 20]), 1).count();
            assertThat(log.lines()).singleElement().asString().contains("very large size");
        }
    }
}
