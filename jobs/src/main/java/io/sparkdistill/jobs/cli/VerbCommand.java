package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.pipeline.Runner;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command of a verb, with the options of a configuration. */
@Command(mixinStandardHelpOptions = true)
abstract class VerbCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private LeaseOption locks;

    @Spec
    private CommandSpec spec;

    /** Returns the command of a verb without further options. */
    static VerbCommand of(Function<JobContext, List<Job>> jobs) {
        return new VerbCommand() {
            @Override
            List<Job> jobs(JobContext context) {
                return jobs.apply(context);
            }
        };
    }

    /** Returns the jobs of the verb, in order. */
    abstract List<Job> jobs(JobContext context);

    @Override
    public Integer call() {
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        JobContext context = new JobContext(options.load(conf, hadoop), hadoop);
        new Runner(spec.commandLine().getOut(), Failure::outcome)
                .run(context, conf, jobs(context), locks.existingLeases());
        return ExitCode.SUCCESS.code();
    }
}
