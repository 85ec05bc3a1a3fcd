package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.doctor.Diagnosis;
import io.sparkdistill.jobs.pipeline.Sessions;
import io.sparkdistill.jobs.report.Ending;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command doctor, which needs no configuration. */
@Command(
        description = {
            "Shows what this machine or cluster has: versions, native libraries, instructions, memory, disk, GPUs.",
            "Every fault is named with its remedy; the exit code is then 3."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Diagnosis diagnosis = Diagnosis.of(Sessions.start(new SparkConf(), "spark-distill doctor"));
        String next = diagnosis.isHealthy()
                ? "init DATA, which writes a first configuration; quickstart, which needs no data"
                : "doctor, once this is mended";
        spec.commandLine().getOut().println(new Ending().next(next).below(diagnosis));
        spec.commandLine().getOut().flush();
        return diagnosis.isHealthy() ? ExitCode.SUCCESS.code() : ExitCode.BAD_INPUT.code();
    }
}
