package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.evaluate.EvaluateJob;
import io.sparkdistill.jobs.export.ExportJob;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.pipeline.Pipeline;
import io.sparkdistill.jobs.train.TrainJob;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The entry point for {@code spark-submit}. */
@Command(
        name = "spark-distill",
        description = "Knowledge distillation on Apache Spark.",
        mixinStandardHelpOptions = true,
        versionProvider = Distill.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:the run failed",
            "2:the command line or the configuration is wrong",
            "3:data or a model is not what the configuration says"
        })
public final class Distill {
    private static final Logger LOG = LoggerFactory.getLogger(Distill.class);

    private Distill() {}

    /**
     * Runs a verb and ends the process with its exit code.
     *
     * @param arguments the verb and its options; see {@code --help}
     */
    public static void main(String[] arguments) {
        int exitCode = commandLine().execute(arguments);
        SparkSession.getDefaultSession().foreach(spark -> {
            spark.stop();
            return null;
        });
        System.exit(exitCode);
    }

    static CommandLine commandLine() {
        CommandLine distill = new CommandLine(new Distill());
        add(distill, Verbs.AUGMENT, "Reads the inputs and writes the transfer set.", new AugmentCommand());
        add(distill, Verbs.LABEL, "Labels the transfer set with the teachers.", new LabelCommand());
        add(
                distill,
                Verbs.TRAIN,
                "Fits the student, and the baseline, to the tables.",
                VerbCommand.of(context -> List.of(new TrainJob(context))));
        add(
                distill,
                Verbs.EVALUATE,
                "Compares teacher, student and baseline.",
                VerbCommand.of(context -> List.of(new EvaluateJob(context))));
        add(
                distill,
                Verbs.EXPORT,
                "Writes the student as ONNX, with its vocabulary and how to feed it.",
                VerbCommand.of(context -> List.of(new ExportJob(context))));
        add(distill, "pipeline", "Runs all verbs, skipping what is done.", VerbCommand.of(Pipeline::jobs));
        distill.addSubcommand("sweep", new SweepCommand());
        distill.addSubcommand("quickstart", new QuickstartCommand());
        distill.addSubcommand("benchmark", new BenchmarkCommand());
        distill.setExecutionExceptionHandler((error, command, parsed) -> {
            report(error, command);
            return ExitCode.of(error);
        });
        return distill;
    }

    private static void add(CommandLine distill, String verb, String description, VerbCommand verbCommand) {
        CommandLine command = new CommandLine(verbCommand);
        command.getCommandSpec().usageMessage().description(description);
        distill.addSubcommand(verb, command);
    }

    private static void report(Exception error, CommandLine command) {
        if (ExitCode.of(error) == ExitCode.FAILED) {
            LOG.error("The run failed", error);
        }
        command.getErr().println(command.getColorScheme().errorText("spark-distill: " + error.getMessage()));
        command.getErr().flush();
    }

    /** The version that the jar's manifest names. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {JobContext.version()};
        }
    }
}
