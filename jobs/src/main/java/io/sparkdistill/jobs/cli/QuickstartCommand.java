package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.DistillConfig;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A whole distillation on sentences that it makes itself: nothing to download, nothing to configure. */
@Command(
        description = {
            "Makes a corpus of reviews, trains a teacher on many labels, and distils it into a student that sees few.",
            "The configurations are conf/quickstart-teacher.conf and conf/quickstart.conf; --set overrides keys of both."
        },
        mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SparkConf conf = new SparkConf();
        DistillConfig teacher = load("quickstart-teacher.conf", conf);
        writeCorpus(teacher);
        run(teacher, conf, "1. A teacher, trained on many labels");
        run(load("quickstart.conf", conf), conf, "2. A student with few labels, distilled from the teacher");
        return ExitCode.SUCCESS;
    }
}
