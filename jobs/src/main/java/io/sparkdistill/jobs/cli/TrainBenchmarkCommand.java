package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.benchmark.TrainBenchmark;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.job.JobContext;
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

/** Runs the command benchmark train, which measures how fast training is. */
@Command(
        name = "train",
        description = {
            "Fits the same student by a bare DJL loop and by both trainers, with the same cores, and prints the rows per"
                    + " second and the validation accuracies.",
            "Without --config: conf/benchmark-training.conf, with generated sentences."
        },
        mixinStandardHelpOptions = true)
final class TrainBenchmarkCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Option(names = "--repeats", description = "The number of turns of each measurement (default: ${DEFAULT-VALUE}).")
    private int repeats = 5;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        DistillConfig config = options.loadOrBundled("benchmark-training.conf", conf, hadoop);
        if (!options.hasFile()) {
            QuickstartCorpus.write(config, hadoop);
        }
        BenchmarkSessions sessions = new BenchmarkSessions(conf);
        JobContext context = tables(config, hadoop, sessions);
        SparkSession spark = sessions.start("local[2]");
        try {
            new TrainBenchmark(context, spec.commandLine().getOut()).run(spark, repeats);
        } finally {
            spark.stop();
        }
        return ExitCode.SUCCESS.code();
    }

    /**
     * Returns the tables of the benchmark: existing soft targets or, if training needs no teacher, a new transfer set.
     */
    private static JobContext tables(DistillConfig config, Configuration hadoop, BenchmarkSessions sessions) {
        if (config.train().needsTeacher()) {
            JobContext context = new JobContext(config, hadoop);
            context.upstream().softTargets(context.upstream().transferSet());
            return context;
        }
        JobContext context = new JobContext(config.forBenchmark(), hadoop);
        sessions.writeTransferSet(context);
        return context;
    }
}
