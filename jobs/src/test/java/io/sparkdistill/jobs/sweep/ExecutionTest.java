package io.sparkdistill.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.reader.ConfigLoader;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.pipeline.Runner;
import io.sparkdistill.jobs.run.Outcome;
import io.sparkdistill.jobs.storage.Leases;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutionTest {
    @TempDir
    Path folder;

    private final CountDownLatch trainings = new CountDownLatch(2);
    private final AtomicInteger running = new AtomicInteger();
    private final Queue<Integer> besideEvaluations = new ConcurrentLinkedQueue<>();

    /** A step of a variant that notes how many steps run with it. */
    private final class Step implements Job {
        private final String verb;

        Step(String verb) {
            this.verb = verb;
        }

        @Override
        public String verb() {
            return verb;
        }

        @Override
        public void validate() {
            // There is nothing to check.
        }

        @Override
        public JobResult run(SparkSession spark) {
            running.incrementAndGet();
            try {
                if (verb.equals(Verbs.TRAIN)) {
                    trainings.countDown();
                    assertThat(trainings.await(10, TimeUnit.SECONDS))
                            .as("two trainings run at the same time")
                            .isTrue();
                } else {
                    Thread.sleep(100);
                    besideEvaluations.add(running.get());
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                running.decrementAndGet();
            }
            return () -> verb;
        }
    }

    @Test
    void anEvaluationMeasuresSpeedWhileNoOtherVariantRuns() {
        LocalSpark.session();
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed, true);
        try (Leases leases = Leases.take(Map.of(), new Configuration(), Leases.ExistingLeases.RESPECT)) {
            Runner runner = new Runner(out, failure -> new Outcome(1, failure.toString()));
            Execution execution =
                    new Execution(runner, new SparkConf(), leases, out, failure -> new Outcome(1, failure.toString()));
            List<VariantRun> variants =
                    Stream.of("a", "b", "c", "d").map(this::variant).toList();
            Execution.each(
                    variants,
                    2,
                    variant -> execution.runQuietly(
                            variant, () -> List.of(new Step(Verbs.TRAIN), new Step(Verbs.EVALUATE))));
        }
        assertThat(printed.toString()).contains("a: complete", "b: complete", "c: complete", "d: complete");
        assertThat(besideEvaluations).containsExactly(1, 1, 1, 1);
    }

    private VariantRun variant(String name) {
        DistillConfig config = ConfigLoader.load(
                "task { type = features, classes = 2 }\ninput.train = [{ path = a.parquet, format = parquet, features = x, label = y }]",
                "variant.conf",
                List.of("output=" + folder.resolve(name), "student.network=mlp", "train.soft-weight=0"),
                Map.of());
        return new VariantRun(name, new JobContext(config, new Configuration()), Map.of("seed", name));
    }
}
