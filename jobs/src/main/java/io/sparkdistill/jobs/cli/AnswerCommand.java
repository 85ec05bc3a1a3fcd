package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.answer.AnswerJob;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import java.util.List;
import picocli.CommandLine.Option;

/** Runs the verb answer, or asks the teacher again for the texts that it has rejected. */
final class AnswerCommand extends VerbCommand {
    @Option(
            names = "--retry-rejected",
            description = "Asks the teacher again for every text that it has rejected;"
                    + " rejected/stage=answer keeps those that fail again.")
    private boolean retryRejected;

    @Override
    List<Job> jobs(JobContext context) {
        return List.of(retryRejected ? AnswerJob.retryingRejected(context) : new AnswerJob(context));
    }
}
