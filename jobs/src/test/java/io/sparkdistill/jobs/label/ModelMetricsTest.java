package io.sparkdistill.jobs.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.TinyTask;
import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.metrics.ModelMetrics;
import io.sparkdistill.metrics.ModelMetricsPlugin;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the metrics where a sink of Spark's metrics system puts them. */
class ModelMetricsTest {
    private static final int LIMIT_SECONDS = 30;

    @TempDir
    Path folder;

    @Test
    void showEveryRowAndEveryBatchToTheSinksOfSpark() throws Exception {
        Metrics before = Metrics.read(LocalSpark.session());
        LabelResult.TeacherResult result = label("label.max-batch-rows=1");
        Metrics single = Metrics.await(before.rows() + result.labeled());
        assertThat(single.tokens() - before.tokens()).isEqualTo(result.tokens());
        assertThat(single.batches() - before.batches()).isEqualTo(result.labeled());
        assertThat(single.padding()).isEqualTo(before.padding());
        assertThat(single.loads()).isPositive();

        LabelResult.TeacherResult again = label("label.max-batch-rows=2", "output=${data}/again");
        Metrics pairs = Metrics.await(single.rows() + again.labeled());
        assertThat(pairs.tokens() - single.tokens()).isEqualTo(again.tokens());
        assertThat(pairs.batches() - single.batches()).isBetween(again.labeled() / 2, again.labeled() / 2 + 2);
    }

    @Test
    void joinTheOtherPluginsOfAConfiguration() {
        String name = ModelMetricsPlugin.class.getName();
        SparkConf conf = new SparkConf(false).set("spark.plugins", "org.example.Other");
        ModelMetricsPlugin.addTo(ModelMetricsPlugin.addTo(conf));
        assertThat(conf.get("spark.plugins")).isEqualTo("org.example.Other," + name);
        assertThat(ModelMetricsPlugin.addTo(new SparkConf(false)).get("spark.plugins"))
                .isEqualTo(name);
    }

    private LabelResult.TeacherResult label(String... overrides) throws IOException {
        JobContext context = new TinyTask(folder).context(overrides);
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        augment.run(LocalSpark.session());
        LabelJob label = new LabelJob(context);
        label.validate();
        return ((LabelResult) label.run(LocalSpark.session())).teachers().get(0);
    }

    private record Metrics(long rows, long tokens, long padding, long batches, long loads) {
        static Metrics read(SparkSession running) throws JMException {
            assertThat(running.sparkContext().isStopped()).isFalse();
            return new Metrics(
                    count(ModelMetrics.ROWS),
                    count(ModelMetrics.TOKENS),
                    count(ModelMetrics.PADDING),
                    count(ModelMetrics.BATCHES),
                    count(ModelMetrics.LOADS));
        }

        /** Tasks report to the driver by messages, which may come after the job is done. */
        static Metrics await(long rows) throws Exception {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (read(LocalSpark.session()).rows() < rows && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            Metrics metrics = read(LocalSpark.session());
            assertThat(metrics.rows()).isEqualTo(rows);
            return metrics;
        }

        private static long count(String metric) throws JMException {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            String name = ".driver.plugin." + ModelMetricsPlugin.class.getName() + "." + metric;
            Set<ObjectName> beans = server.queryNames(new ObjectName("metrics:name=*" + name + ",type=*"), null);
            assertThat(beans).hasSize(1);
            return (long) server.getAttribute(beans.iterator().next(), "Count");
        }
    }
}
