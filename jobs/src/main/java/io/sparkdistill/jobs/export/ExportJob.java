package io.sparkdistill.jobs.export;

import io.sparkdistill.engine.OnnxRuntime;
import io.sparkdistill.inference.ModelCache;
import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.student.StudentDescription;
import io.sparkdistill.student.StudentJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.ShutdownHookManager;

/**
 * Runs the verb export, which writes the student of a run as the folder {@code export/}, which serving systems read
 * without Spark. An export that does not give the student's logits is refused.
 */
public final class ExportJob implements Job {
    private static final String NOTICE = "NOTICE.txt";

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
        ExportFacts facts = ExportFacts.of(context.config(), provenance, JobContext.version());
        StagedModel student = staged(run);
        try (ModelCache.Lease lease = student.trial()) {
            OnnxRuntime.engine();
            Path folder = temporaryFolder();
            StudentExport export = new StudentExport(
                    folder, student, facts, examples, inputs -> Reference.logits(lease.model(), inputs));
            List<String> checks = description(run).accept(export).write();
            Files.writeString(folder.resolve(NOTICE), facts.notice());
            Map<String, Long> bytes = copy(folder, artifact);
            output.markComplete(artifact, context.provenance(Verbs.EXPORT, Map.of(Artifacts.STUDENT, provenance)));
            return new ExportResult(output.path(artifact).toString(), bytes, checks);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot export the student: " + e.getMessage(), e);
        }
    }

    private StagedModel staged(Run run) {
        return new TeacherStaging(context.hadoop(), context.config().task().classes())
                .student("the student", Artifacts.STUDENT, studentFolder(run));
    }

    private StudentDescription description(Run run) throws IOException {
        String file = run.artifact(Artifacts.STUDENT) + "/" + StudentDescription.FILE;
        return StudentJson.parse(context.output().readText(file), file);
    }

    private String studentFolder(Run run) {
        return context.output().path(run.artifact(Artifacts.STUDENT)).toString();
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
}
