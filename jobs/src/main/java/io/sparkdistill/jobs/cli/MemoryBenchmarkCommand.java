package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.benchmark.MemoryBenchmark;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Sessions;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the memory that training needs. */
@Command(
        name = "memory",
        description = {
            "Generates soft targets of random sentences, fits a student to them on the driver, and prints the rows per"
                    + " second and the memory after each tenth of the rows.",
            "Without --config: conf/benchmark-memory.conf."
        },
        mixinStandardHelpOptions = true)
final class MemoryBenchmarkCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Option(names = "--rows", description = "The number of rows to generate (default: ${DEFAULT-VALUE}).")
    private long rows = 100_000;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        DistillConfig config =
                options.loadOrBundled("benchmark-memory.conf", conf, hadoop).forBenchmark();
        if (config.task().type() != TaskType.TEXT) {
            throw new ConfigurationException("Cannot measure: task.type must be text");
        }
        SparkSession spark = Sessions.start(conf, BenchmarkSessions.NAME);
        new MemoryBenchmark(new JobContext(config, hadoop), spec.commandLine().getOut()).run(spark, rows);
        return ExitCode.SUCCESS.code();
    }
}
