package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.EstimateJob;
import io.sparkdistill.jobs.label.LabelJob;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The verb label, which can also say what it would cost, or ask again about what was rejected. */
final class LabelCommand extends VerbCommand {
    @ArgGroup
    private Mode mode = new Mode();

    /** What else than labeling what is pending; at most one of these. */
    private static final class Mode {
        @Option(
                names = "--estimate",
                description = "Labels a sample on every slot, stores nothing, and prints what the whole would cost.")
        private boolean estimate;

        @Option(
                names = "--retry-rejected",
                description = "Asks again about every example that the teachers have rejected, for whatever reason;"
                        + " rejected/stage=label keeps what still fails.")
        private boolean retryRejected;
    }

    @Override
    List<Job> jobs(JobContext context) {
        if (mode.estimate) {
            return List.of(new EstimateJob(context));
        }
        return List.of(mode.retryRejected ? LabelJob.retryingRejected(context) : new LabelJob(context));
    }
}
