package io.sparkdistill.jobs.pipeline;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.cascade.CascadeJob;
import io.sparkdistill.jobs.evaluate.EvaluateJob;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.label.LabelJob;
import io.sparkdistill.jobs.promote.PromoteJob;
import io.sparkdistill.jobs.train.TrainJob;
import java.util.ArrayList;
import java.util.List;

/** The verb pipeline: it runs all verbs from the inputs to a student that is served if it is better. */
public final class Pipeline {
    private Pipeline() {}

    /** Returns the jobs in order, without the verb label if training needs no teacher, and with the verb cascade if it is enabled. */
    public static List<Job> jobs(JobContext context) {
        List<Job> jobs = new ArrayList<>();
        jobs.add(new AugmentJob(context));
        if (context.config().train().needsTeacher()) {
            jobs.add(new LabelJob(context));
        }
        jobs.add(new TrainJob(context));
        jobs.add(new EvaluateJob(context));
        if (context.config().cascade().enabled()) {
            jobs.add(new CascadeJob(context));
        }
        jobs.add(new PromoteJob(context));
        return List.copyOf(jobs);
    }
}
