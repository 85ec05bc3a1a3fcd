package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.EstimateJob;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.jobs.pipeline.ArrivingFilesJob;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Runs the verb label, estimates its cost, or tries rejected examples again. */
final class LabelCommand extends VerbCommand {
    @ArgGroup
    private Mode mode = new Mode();

    /** Declares the options that replace labeling the pending examples; at most one may be given. */
    private static final class Mode {
        @Option(
                names = "--estimate",
                description =
                        "Labels a sample on all executors, stores nothing, and prints what labeling the rest would take.")
        private boolean estimate;

        @Option(
                names = "--retry-rejected",
                description = "Tries every example again that a teacher has rejected;"
                        + " rejected/stage=label keeps those that fail again.")
        private boolean retryRejected;

        @Option(
                names = "--available-now",
                description = "Adds and labels the files that have arrived in the folders of the inputs since the last"
                        + " time, as a stream with a checkpoint, and ends.")
        private boolean availableNow;
    }

    @Override
    List<Job> jobs(JobContext context) {
        if (mode.estimate) {
            return List.of(new EstimateJob(context));
        }
        if (mode.availableNow) {
            return List.of(new ArrivingFilesJob(context));
        }
        return List.of(mode.retryRejected ? LabelJob.retryingRejected(context) : new LabelJob(context));
    }
}
