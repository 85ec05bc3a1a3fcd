package io.sparkdistill.jobs.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.export.OnnxExport;
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
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.ShutdownHookManager;

/**
 * The verb export: it writes the student of a run as {@code export/model.onnx}, with its vocabulary and {@code serving.json},
 * which describes inputs and outputs. No Spark job runs.
 */
public final class ExportJob implements Job {
    static final String MODEL = "model.onnx";
    static final String SERVING = "serving.json";

    private static final ObjectMapper JSON = new ObjectMapper();

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
        String artifact = run.artifact(Artifacts.EXPORT);
        String student = context.output()
                .provenance(run.artifact(Artifacts.STUDENT))
                .orElseThrow()
                .id();
        context.output().delete(artifact);
        Map<String, byte[]> files = files(run, student);
        Map<String, Integer> bytes = new TreeMap<>();
        files.forEach((name, content) -> {
            context.output().writeBytes(artifact + "/" + name, content);
            bytes.put(name, content.length);
        });
        context.output().markComplete(artifact, context.provenance(Verbs.EXPORT, Map.of(Artifacts.STUDENT, student)));
        return new ExportResult(context.output().path(artifact).toString(), bytes);
    }

    private Map<String, byte[]> files(Run run, String provenance) {
        try (StudentModel model = load(run)) {
            Map<String, byte[]> files = new TreeMap<>();
            files.put(MODEL, OnnxExport.of(model));
            Serving serving =
                    Serving.of(model, provenance, classes(context.config().task()));
            files.put(SERVING, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(serving));
            model.encoder()
                    .map(TextEncoder::vocabulary)
                    .ifPresent(vocabulary -> files.put(Vocabulary.FILE, text(vocabulary)));
            return files;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] text(Vocabulary vocabulary) {
        return (String.join("\n", vocabulary.words()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> classes(TaskConfig task) {
        return task.classNames().isEmpty()
                ? IntStream.range(0, task.classes()).mapToObj(String::valueOf).toList()
                : task.classNames();
    }

    private StudentModel load(Run run) {
        Output output = context.output();
        try {
            Path folder = Files.createTempDirectory("spark-distill-export");
            ShutdownHookManager.registerShutdownDeleteDir(folder.toFile());
            return StudentModel.load(file -> {
                output.copyToLocal(run.artifact(Artifacts.STUDENT) + "/" + file, folder.resolve(file));
                return folder.resolve(file);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the student: " + e.getMessage(), e);
        }
    }
}
