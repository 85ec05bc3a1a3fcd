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
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a verb as a command, with the options of a configuration. */
@Command(mixinStandardHelpOptions = true)
abstract class VerbCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private LeaseOption locks;

    @Option(
            names = "--status-file",
            paramLabel = "FILE",
            description = "Writes how the command has ended to a file, as JSON: exit code, message, counts and times.")
    private String statusFile;

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
        StatusFile status = new StatusFile(spec.name());
        try {
            run(conf, hadoop, status);
        } catch (RuntimeException | Error failure) {
            if (statusFile != null) {
                status.writeFailure(statusFile, hadoop, failure);
            }
            throw failure;
        }
        if (statusFile != null) {
            status.writeSuccess(statusFile, hadoop);
        }
        return ExitCode.SUCCESS.code();
    }

    private void run(SparkConf conf, Configuration hadoop, StatusFile status) {
        JobContext context = new JobContext(options.load(conf, hadoop), hadoop);
        status.setOutput(context.output().root().toString());
        List<Job> jobs = jobs(context).stream().map(status::recorded).toList();
        new Runner(spec.commandLine().getOut(), Failure::outcome).run(context, conf, jobs, locks.existingLeases());
    }
}
