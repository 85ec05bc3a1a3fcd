package io.sparkdistill.jobs.export;

import io.sparkdistill.distill.LogitsComparison;
import io.sparkdistill.engine.OnnxRuntime;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.TaskConfig;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.student.StudentModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.ShutdownHookManager;

/**
 * Runs the verb export, which writes the student of a run as the folder {@code export/}, which
 * {@link io.sparkdistill.serving.Student} opens without Spark. An export that does not give the student's logits is
 * refused.
 */
public final class ExportJob implements Job {
    private final JobContext context;

    public ExportJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return Verbs.EXPORT;
    }

    @Override
    public void validate() {
        context.config().student().kind().servingFile().ifPresent(file -> {
            throw new ConfigurationException(
                    "Cannot export the student: only networks can be exported as ONNX; " + file);
        });
        context.upstream().trainedRun();
    }

    @Override
    public JobResult run(SparkSession spark) {
        Run run = context.upstream().trainedRun();
        Output output = context.output();
        String artifact = run.artifact(Artifacts.EXPORT);
        String provenance =
                output.provenance(run.artifact(Artifacts.STUDENT)).orElseThrow().id();
        output.delete(artifact);
        JobContext.describe(spark, Verbs.EXPORT, "read examples for the check");
        List<CheckedExample> examples = CheckedExample.read(spark, output);
        try (StudentModel student = load(run)) {
            OnnxRuntime.engine();
            Path folder = temporaryFolder();
            List<String> classes = classes(context.config().task());
            ServingFolder serving = new ServingFolder(folder, student, provenance, classes, examples);
            LogitsComparison check = serving.writeModel();
            Optional<LogitsComparison> int8 = serving.writeInt8Model();
            Map<String, Long> bytes = copy(folder, artifact);
            output.markComplete(artifact, context.provenance(Verbs.EXPORT, Map.of(Artifacts.STUDENT, provenance)));
            return new ExportResult(output.path(artifact).toString(), bytes, check, int8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot export the student: " + e.getMessage(), e);
        }
    }

    /** Copies the files to the output, and returns the size of each in bytes. */
    private Map<String, Long> copy(Path folder, String artifact) throws IOException {
        Map<String, Long> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                context.output().copyFromLocal(file, artifact + "/" + name);
                bytes.put(name, Files.size(file));
            }
        }
        return bytes;
    }

    private static Path temporaryFolder() throws IOException {
        Path folder = Files.createTempDirectory("spark-distill-export");
        ShutdownHookManager.registerShutdownDeleteDir(folder.toFile());
        return folder;
    }

    private static List<String> classes(TaskConfig task) {
        return task.classNames().isEmpty()
                ? IntStream.range(0, task.classes()).mapToObj(String::valueOf).toList()
                : task.classNames();
    }

    private StudentModel load(Run run) {
        Output output = context.output();
        try {
            Path folder = temporaryFolder();
            return StudentModel.load(file -> {
                output.copyToLocal(run.artifact(Artifacts.STUDENT) + "/" + file, folder.resolve(file));
                return folder.resolve(file);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the student: " + e.getMessage(), e);
        }
    }
}
