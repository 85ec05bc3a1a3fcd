package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.augment.AugmentPreview;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import java.util.List;
import picocli.CommandLine.Option;

/** Runs the verb augment, or prints some of the copies that it would make. */
final class AugmentCommand extends VerbCommand {
    @Option(
            names = "--preview",
            paramLabel = "EXAMPLES",
            description = "Prints this many examples beside their copies, with all changes marked, and writes nothing.")
    private int preview;

    @Override
    List<Job> jobs(JobContext context) {
        return List.of(preview > 0 ? new AugmentPreview(context, preview) : new AugmentJob(context));
    }
}
