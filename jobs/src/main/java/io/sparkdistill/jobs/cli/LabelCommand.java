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

    @Override
    List<Job> jobs(JobContext context) {
        return List.of(estimate ? new EstimateJob(context) : new LabelJob(context));
    }
}
