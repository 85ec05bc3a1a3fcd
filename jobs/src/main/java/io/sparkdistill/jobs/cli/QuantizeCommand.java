package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.TeacherComparison;
import io.sparkdistill.jobs.report.Ending;
import io.sparkdistill.quantization.OnnxQuantization;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command quantize, which writes an ONNX model with weights of 8 bits. */
@Command(
        name = "quantize",
        description = {
            "Writes an ONNX model with weights of 8 bits, which is smaller and, on most CPUs, faster.",
            "With --config it compares both models on up to 1,000 labeled validation and test examples; the model must"
                    + " be that of a teacher there."
        },
        mixinStandardHelpOptions = true)
final class QuantizeCommand implements Callable<Integer> {
    private static final String SUFFIX = ".onnx";

    @Parameters(paramLabel = "MODEL.onnx", description = "The model, with its external weights beside it.")
    private Path model;

    @Option(
            names = "--output",
            paramLabel = "FILE.onnx",
            description = "The file to write. Default: MODEL-int8.onnx, beside the model.")
    private Path output;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path quantized = output == null ? beside() : output;
        if (!Files.isRegularFile(model)) {
            throw new InputException("Cannot quantize %s: no such file".formatted(model));
        }
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        DistillConfig config = options.hasFile() ? options.load(conf, hadoop).forBenchmark() : null;
        TeacherConfig teacher = config == null ? null : teacher(config);
        print(quantize(quantized));
        if (config == null) {
            print(new Ending()
                    .with("model", quantized)
                    .next(
                            "quantize with --config, which compares both models on labeled examples; teachers[].model names one")
                    .toString());
        } else {
            JobContext context = new JobContext(config.withTeachers(List.of(teacher)), hadoop);
            print(compare(context, teacher, quantized, new BenchmarkSessions(conf)));
        }
        return ExitCode.SUCCESS.code();
    }

    private Path beside() {
        String name = model.getFileName().toString();
        if (!name.endsWith(SUFFIX)) {
            throw new ConfigurationException("Cannot quantize %s: its name must end with %s".formatted(model, SUFFIX));
        }
        return model.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + "-int8" + SUFFIX);
    }

    private TeacherConfig teacher(DistillConfig config) {
        Path wanted = model.toAbsolutePath().normalize();
        return config.teachers().stream()
                .filter(teacher -> local(teacher.model()).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        "Cannot compare the models: no teacher of the configuration has the model %s: teachers[].model is %s"
                                .formatted(
                                        model,
                                        config.teachers().stream()
                                                .map(TeacherConfig::model)
                                                .toList())));
    }

    private static Path local(String path) {
        return Path.of(path.replaceFirst("^file:/*", "/")).toAbsolutePath().normalize();
    }

    private String quantize(Path quantized) {
        try {
            OnnxQuantization.Report report = OnnxQuantization.quantize(model, quantized);
            return "%s: %,d bytes instead of %,d; quantized operators: %s"
                    .formatted(quantized, report.quantizedBytes(), report.bytes(), new TreeMap<>(report.operators()));
        } catch (IOException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private static String compare(
            JobContext context, TeacherConfig teacher, Path quantized, BenchmarkSessions sessions) {
        sessions.writeTransferSet(context);
        SparkSession spark = sessions.start("local[2]");
        try {
            TeacherConfig other = teacher.at(teacher.name(), quantized.toString());
            return new TeacherComparison(context, spark).compare(teacher, other);
        } finally {
            spark.stop();
        }
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
