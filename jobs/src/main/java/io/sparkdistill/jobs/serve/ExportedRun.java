package io.sparkdistill.jobs.serve;

import io.sparkdistill.jobs.job.Artifacts;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.util.ShutdownHookManager;

/**
 * An exported run is a run with an exported student.
 *
 * @param hadoop configuration of the file systems
 */
public record ExportedRun(Run run, Configuration hadoop) {
    /**
     * Finds the served run of an output if it is exported, else the newest exported run.
     *
     * @throws InputException if there is none
     */
    public static ExportedRun of(JobContext context) {
        Stream<Run> newest = context.runs().all().keySet().stream()
                .sorted(Comparator.comparing(Run::id).reversed());
        return Stream.concat(context.runs().served().stream(), newest)
                .filter(ExportedRun::isExported)
                .findFirst()
                .map(run -> new ExportedRun(run, context.hadoop()))
                .orElseThrow(() -> new InputException("Cannot find an exported student in %s: run `export` first"
                        .formatted(context.output().root())));
    }

    private static boolean isExported(Run run) {
        return run.output().provenance(run.artifact(Artifacts.EXPORT)).isPresent();
    }

    /** Copies the folder to this machine for the time of the process, and returns the copy. */
    public Path copy() {
        org.apache.hadoop.fs.Path exported = run.output().path(run.artifact(Artifacts.EXPORT));
        try {
            Path folder = Files.createTempDirectory("spark-distill-serve");
            ShutdownHookManager.registerShutdownDeleteDir(folder.toFile());
            FileSystem files = exported.getFileSystem(hadoop);
            for (FileStatus file : files.listStatus(exported)) {
                Path copy = folder.resolve(file.getPath().getName());
                files.copyToLocalFile(false, file.getPath(), new org.apache.hadoop.fs.Path(copy.toUri()), true);
            }
            return folder;
        } catch (IOException e) {
            throw new InputException("Cannot read %s: %s".formatted(exported, e.getMessage()), e);
        }
    }
}
