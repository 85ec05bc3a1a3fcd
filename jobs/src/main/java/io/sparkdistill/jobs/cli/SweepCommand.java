package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.sweep.Sweep;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the pipeline for every variant of a configuration and compares the students. */
@Command(
        description = {
            "Runs the pipeline once per variant of `sweep` and compares the students in a table and on a page.",
            "A variant with a name has its own folder under `output`. The runs of searched variants (`sweep.parameters`)"
                    + " are in `output` itself, where the best on the validation examples is promoted."
                    + " Equal tables are made once. A sweep that was killed goes on where it was.",
            "A teacher with `variant = NAME` is the student of an earlier variant."
        },
        mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Mixin
    private LeaseOption locks;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        DistillConfig base = options.load(conf, hadoop);
        Sweep sweep = Sweep.of(base, hadoop, overrides -> options.load(conf, hadoop, overrides));
        sweep.run(spec.commandLine().getOut(), conf, locks.existingLeases(), Failure::outcome);
        return ExitCode.SUCCESS.code();
    }
}
