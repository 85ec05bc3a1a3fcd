package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.augment.AugmentPreview;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import java.util.List;
import picocli.CommandLine.Option;

/** The verb augment, or a look at what it would do. */
final class AugmentCommand extends VerbCommand {
    @Option(
            names = "--preview",
            paramLabel = "EXAMPLES",
            description = "Writes nothing: prints so many examples beside their copies, with what was done marked.")
    private int preview;

    @Override
    List<Job> jobs(JobContext context) {
        return List.of(preview > 0 ? new AugmentPreview(context, preview) : new AugmentJob(context));
    }
}
