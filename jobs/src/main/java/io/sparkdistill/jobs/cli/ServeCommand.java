package io.sparkdistill.jobs.cli;

import io.sparkdistill.engine.OnnxRuntime;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TeacherConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.TeacherChoices;
import io.sparkdistill.jobs.serve.ExportedRun;
import io.sparkdistill.jobs.serve.StudentServer;
import io.sparkdistill.jobs.serve.Teacher;
import io.sparkdistill.serving.Precision;
import io.sparkdistill.serving.Student;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command serve, which starts no Spark session. */
@Command(
        description = {
            "Serves an exported student on this machine over HTTP, for trying it: a page in the browser, and JSON.",
            "With --config it is the student of the served run, or of the newest exported one, beside the teachers."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final int LARGEST_PORT = 65_535;

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "A folder of this machine that `export` wrote. Default: that of the run, see --config.")
    private Path folder;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The port; 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen at. Default: ${DEFAULT-VALUE}, which other machines cannot reach.")
    private String host;

    @Option(
            names = "--precision",
            paramLabel = "float32|int8",
            defaultValue = "float32",
            converter = PrecisionConverter.class,
            description = "The model to use. Default: ${DEFAULT-VALUE}.")
    private Precision precision;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress address = address();
        SparkConf conf = new SparkConf();
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        DistillConfig config = options.hasFile() ? options.load(conf, hadoop) : null;
        if (config == null && folder == null) {
            throw new ConfigurationException(
                    "Cannot serve: no student is named; give a folder that `export` wrote, or --config");
        }
        JobContext context = config == null ? null : new JobContext(config, hadoop);
        Path exported = folder == null ? ExportedRun.of(context).copy() : folder;
        Student student = open(exported);
        List<Teacher> teachers = context == null ? List.of() : teachers(context);
        try (StudentServer server = start(address, student, teachers)) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close-server"));
            print("Serving at http://%s:%d/ (stop it with Ctrl+C)".formatted(host, server.port()));
            server.await();
        }
        return ExitCode.SUCCESS.code();
    }

    private InetSocketAddress address() {
        if (port < 0 || port > LARGEST_PORT) {
            throw new ConfigurationException("--port must be in 0..%d: %d".formatted(LARGEST_PORT, port));
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (IOException e) {
            throw new ConfigurationException("--host must be an address of this machine: " + host);
        }
    }

    private Student open(Path exported) {
        OnnxRuntime.engine();
        try {
            return Student.open(exported, precision);
        } catch (IOException e) {
            throw new InputException("Cannot serve %s: %s".formatted(exported, message(e)), e);
        }
    }

    /** Loads the teachers, each in the file that labels. */
    static List<Teacher> teachers(JobContext context) {
        TeacherStaging staging =
                new TeacherStaging(context.hadoop(), context.config().task().classes());
        List<Teacher> teachers = new ArrayList<>();
        for (TeacherConfig teacher : context.config().teachers()) {
            try {
                TeacherConfig labels = TeacherChoices.chosen(context, teacher);
                teachers.add(new Teacher(teacher.name(), staging.stage(labels).trial()));
            } catch (UncheckedIOException e) {
                throw new InputException("Cannot load %s: %s".formatted(teacher.key(), e.getMessage()), e);
            }
        }
        return teachers;
    }

    private StudentServer start(InetSocketAddress address, Student student, List<Teacher> teachers) {
        try {
            return StudentServer.start(address, student, teachers);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "Cannot listen at %s:%d: %s; choose another --port or --host".formatted(host, port, message(e)));
        }
    }

    private static String message(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
