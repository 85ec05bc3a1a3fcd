package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.EstimateJob;
import io.sparkdistill.jobs.label.LabelJob;
import java.util.List;
import picocli.CommandLine.Option;

/** The verb label, which can also say what it would cost. */
final class LabelCommand extends VerbCommand {
    @Option(
            names = "--estimate",
            description = "Labels a sample on every slot, stores nothing, and prints what the whole would cost.")
    private boolean estimate;

    @Option(
            names = "--retry-rejected",
            description = "Asks again about every example that the teachers have rejected, for whatever reason;"
                    + " rejected/stage=label keeps what still fails.")
    private boolean retryRejected;

    @Override
    List<Job> jobs(JobContext context) {
        if (estimate) {
            return List.of(new EstimateJob(context));
        }
        return List.of(retryRejected ? LabelJob.retryingRejected(context) : new LabelJob(context));
    }
}
