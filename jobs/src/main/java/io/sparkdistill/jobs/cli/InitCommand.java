package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.init.Dialog;
import io.sparkdistill.jobs.init.Init;
import io.sparkdistill.jobs.init.InitOptions;
import io.sparkdistill.jobs.pipeline.Sessions;
import io.sparkdistill.jobs.report.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a first configuration from a look at the data. */
@Command(
        description = {
            "Looks at data and at the teacher, and writes a short configuration that runs as it is.",
            "It asks questions where there is a terminal; options answer them."
        },
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "DATA", description = "Files, folders or patterns with examples.")
    private List<String> data;

    @Option(
            names = "--teacher",
            paramLabel = "MODEL",
            description = "A TorchScript or ONNX file, or a folder of a model.")
    private Optional<String> teacher;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "Its tokenizer.json, if it is not beside the model.")
    private Optional<String> tokenizer;

    @Option(names = "--text", paramLabel = "COLUMN", description = "The column of the text.")
    private Optional<String> text;

    @Option(names = "--text-pair", paramLabel = "COLUMN", description = "The column of the second text of a pair.")
    private Optional<String> textPair;

    @Option(names = "--features", paramLabel = "COLUMN", description = "The column of an array of numbers.")
    private Optional<String> features;

    @Option(names = "--label", paramLabel = "COLUMN", description = "The column of the label.")
    private Optional<String> label;

    @Option(
            names = "--class-names",
            paramLabel = "NAME",
            split = ",",
            description = "The classes, in the order of the teacher's outputs. Rows with other labels are rejected.")
    private List<String> classNames = new ArrayList<>();

    @Option(names = "--validation", paramLabel = "PATH", description = "Examples on which the best epoch is chosen.")
    private List<String> validation = new ArrayList<>();

    @Option(names = "--test", paramLabel = "PATH", description = "Examples that are only measured on.")
    private List<String> test = new ArrayList<>();

    @Option(names = "--unlabeled", paramLabel = "PATH", description = "Examples without labels.")
    private List<String> unlabeled = new ArrayList<>();

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "The configuration to write. By default it is named after the data.")
    private Optional<String> file;

    @Option(names = "--output", paramLabel = "FOLDER", description = "The folder of all results.")
    private Optional<String> output;

    @Option(names = "--force", description = "Replaces the file if it exists.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        Dialog dialog = Terminal.isPresent()
                ? Dialog.of(new BufferedReader(System.console().reader()), out)
                : Dialog.silent(out);
        new Init(Sessions.start(conf, "spark-distill init"), hadoop, dialog).run(options());
        return ExitCode.SUCCESS.code();
    }

    private InitOptions options() {
        return new InitOptions(
                data,
                new InitOptions.Purposes(validation, test, unlabeled),
                teacher,
                tokenizer,
                new InitOptions.Columns(text, textPair, features, label),
                classNames,
                file,
                output,
                force);
    }
}
