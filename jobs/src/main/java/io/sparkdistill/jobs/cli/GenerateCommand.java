package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.generate.GenerateJob;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import java.util.List;
import picocli.CommandLine.Option;

/** Runs the verb generate, or asks the model again for the sources that it has rejected. */
final class GenerateCommand extends VerbCommand {
    @Option(
            names = "--retry-rejected",
            description = "Asks the model again for every source that it has rejected;"
                    + " rejected/stage=generate keeps those that fail again.")
    private boolean retryRejected;

    @Override
    List<Job> jobs(JobContext context) {
        return List.of(retryRejected ? GenerateJob.retryingRejected(context) : new GenerateJob(context));
    }
}
