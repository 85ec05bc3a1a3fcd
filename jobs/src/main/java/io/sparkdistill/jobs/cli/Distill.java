package io.sparkdistill.jobs.cli;

import io.sparkdistill.engine.SparkBuild;
import io.sparkdistill.jobs.cascade.CascadeJob;
import io.sparkdistill.jobs.evaluate.EvaluateJob;
import io.sparkdistill.jobs.export.ExportJob;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.label.CompactJob;
import io.sparkdistill.jobs.pipeline.Pipeline;
import io.sparkdistill.jobs.train.TrainJob;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
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
        exitCodeListHeading = "%nExit codes:%n")
public final class Distill {
    private static final Logger LOG = LoggerFactory.getLogger(Distill.class);

    private Distill() {}

    /**
     * Runs a verb. It returns if the verb succeeds; otherwise the process ends with the exit code of the failure.
     *
     * @param arguments the verb and its options; see {@code --help}
     * @throws CommandFailedException if the verb fails and the process is the application master of YARN
     */
    public static void main(String[] arguments) {
        SparkBuild.mismatch().ifPresent(Distill::refuse);
        // The message is printed last, because Spark logs until it has stopped.
        StringWriter errors = new StringWriter();
        int exitCode = commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
        DriverExit.stopSpark(exitCode);
        System.err.print(errors);
        System.err.flush();
        if (exitCode != ExitCode.SUCCESS.code()) {
            DriverExit.fail(exitCode, errors.toString().strip());
        }
    }

    private static void refuse(String reason) {
        String message = "spark-distill: " + reason;
        System.err.println(message);
        DriverExit.fail(ExitCode.BAD_CONFIGURATION.code(), message);
    }

    static CommandLine commandLine() {
        CommandLine distill = new CommandLine(new Distill());
        distill.addSubcommand("init", new InitCommand());
        add(
                distill,
                Verbs.AUGMENT,
                "Reads and checks the inputs, makes copies, and writes the transfer set.",
                new AugmentCommand());
        add(
                distill,
                Verbs.GENERATE,
                "Lets a model behind an endpoint write texts about the rows of a table, such as paraphrases.",
                new GenerateCommand());
        add(
                distill,
                Verbs.LABEL,
                "Runs the teachers on all examples that have no logits yet, and writes soft targets.",
                new LabelCommand());
        add(
                distill,
                Verbs.TRAIN,
                "Fits the student to the soft targets, and the baseline to the labels.",
                VerbCommand.of(context -> List.of(new TrainJob(context))));
        add(
                distill,
                Verbs.EVALUATE,
                "Compares teacher, student and baseline on the validation and test examples.",
                VerbCommand.of(context -> List.of(new EvaluateJob(context))));
        add(
                distill,
                Verbs.EXPORT,
                "Writes the student as files for serving: ONNX or TorchScript, vocabulary, rules, class names.",
                VerbCommand.of(context -> List.of(new ExportJob(context))));
        add(
                distill,
                "pipeline",
                "Runs augment, label, train and evaluate in order, skips what is done, and serves the student if it is better.",
                VerbCommand.of(Pipeline::jobs));
        distill.addSubcommand(Verbs.SERVE, new ServeCommand());
        distill.addSubcommand("quantize", new QuantizeCommand());
        distill.addSubcommand("runs", new RunsCommand());
        distill.addSubcommand("compare", new CompareCommand());
        distill.addSubcommand(Verbs.PROMOTE, new PromoteCommand());
        add(
                distill,
                Verbs.CASCADE,
                "Chooses the texts that the student answers, so that the teacher is asked for the others only.",
                VerbCommand.of(context -> List.of(new CascadeJob(context))));
        add(
                distill,
                Verbs.ANSWER,
                "Answers the texts of a table by the student, and by the teacher where the student is unsure.",
                new AnswerCommand());
        add(
                distill,
                Verbs.COMPACT,
                "Merges the small files of the tables that grow.",
                VerbCommand.of(context -> List.of(new CompactJob(context))));
        distill.addSubcommand("sweep", new SweepCommand());
        distill.addSubcommand("quickstart", new QuickstartCommand());
        distill.addSubcommand("doctor", new DoctorCommand());
        distill.addSubcommand("benchmark", new BenchmarkCommand());
        distill.getCommandSpec().usageMessage().exitCodeList(ExitCode.help());
        // Of all commands that have been added.
        distill.setOut(RedactingWriter.of(System.out));
        distill.setExecutionStrategy(Distill::execute);
        distill.setExecutionExceptionHandler((error, command, parsed) -> report(error, command));
        return distill;
    }

    /**
     * Runs the verb. Numbers are formatted independently of the country, and errors of the JVM, such as an
     * OutOfMemoryError, are reported like exceptions.
     */
    private static int execute(CommandLine.ParseResult parsed) {
        Locale locale = Locale.getDefault(Locale.Category.FORMAT);
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (Error e) {
            throw new CommandLine.ExecutionException(parsed.commandSpec().commandLine(), e.toString(), e);
        } finally {
            Locale.setDefault(Locale.Category.FORMAT, locale);
        }
    }

    private static void add(CommandLine distill, String verb, String description, VerbCommand verbCommand) {
        CommandLine command = new CommandLine(verbCommand);
        command.getCommandSpec().usageMessage().description(description);
        distill.addSubcommand(verb, command);
    }

    private static int report(Exception error, CommandLine command) {
        Failure failure = Failure.of(error);
        if (failure.exitCode() == ExitCode.FAILED) {
            LOG.error("The run failed", error);
        } else {
            LOG.debug("The run ended early", error);
        }
        command.getErr().println(command.getColorScheme().errorText("spark-distill: " + failure.message()));
        command.getErr().flush();
        return failure.exitCode().code();
    }

    /** Provides the version from the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {JobContext.version()};
        }
    }
}
