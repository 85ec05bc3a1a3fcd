package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.benchmark.LabelBenchmark;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TaskType;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
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

/** Measures how fast labelling is on this machine. */
@Command(
        description = {
            "Labels the same rows by the bare engine, by this job, and in the plain way, and prints rows per second.",
            "Ready configurations: conf/benchmark-phrases.conf, conf/benchmark-reviews.conf."
        },
        mixinStandardHelpOptions = true)
final class BenchmarkCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Option(names = "--repeats", description = "How often each way is measured (default: ${DEFAULT-VALUE}).")
    private int repeats = 5;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        DistillConfig config = options.load(conf, hadoop);
        if (config.task().type() != TaskType.TEXT) {
            throw new ConfigurationException("Cannot measure: task.type must be text");
        }
        writeTransferSet(new JobContext(config, hadoop), conf);
        TeacherStaging staging = new TeacherStaging(hadoop, config.task().classes());
        for (TeacherConfig teacher : config.teachers()) {
            JobContext context = new JobContext(config.withTeacher(teacher), hadoop);
            new LabelBenchmark(
                            context,
                            staging.stage(teacher),
                            master -> session(conf, master),
                            spec.commandLine().getOut())
                    .run(repeats);
        }
        return ExitCode.SUCCESS;
    }

    private static void writeTransferSet(JobContext context, SparkConf conf) {
        AugmentJob augment = new AugmentJob(context);
        augment.validate();
        SparkSession spark = session(conf, "local[2]");
        try {
            augment.run(spark);
        } finally {
            spark.stop();
        }
    }

    private static SparkSession session(SparkConf conf, String master) {
        return SparkSession.builder()
                .config(conf)
                .master(master)
                .appName("spark-distill benchmark")
                // Nobody watches a bar here, and a session that starts slowly shall not beat before it is up.
                .config("spark.executor.heartbeatInterval", "10s")
                .getOrCreate();
    }
}
