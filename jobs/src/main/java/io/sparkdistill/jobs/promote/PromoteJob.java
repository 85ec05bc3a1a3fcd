package io.sparkdistill.jobs.promote;

import io.sparkdistill.jobs.config.PromoteConfig;
import io.sparkdistill.jobs.config.PromoteConfig.When;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.run.Run;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The last step of the pipeline: it serves the run of this configuration if {@code promote.when} allows it. */
public final class PromoteJob implements Job {
    private final JobContext context;

    public PromoteJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return Verbs.PROMOTE;
    }

    @Override
    public void validate() {
        // Only the runs can be checked, and they are made by the jobs before this one.
    }

    @Override
    public JobResult run(SparkSession spark) {
        Run candidate = context.upstream().trainedRun();
        Decision decision = decide(spark, candidate);
        if (decision.promoted()) {
            context.runs().serve(candidate, decision.reason());
        }
        return decision;
    }

    private Decision decide(SparkSession spark, Run candidate) {
        PromoteConfig config = context.config().promote();
        List<String> unmet = candidate.read().unmet();
        Optional<Run> served = context.runs().served();
        if (served.equals(Optional.of(candidate))) {
            return Decision.stays(candidate.id(), "it is the run of this configuration");
        }
        if (!unmet.isEmpty()) {
            return Decision.stays(
                    served.map(Run::id).orElse(""),
                    "run %s does not meet evaluate.require: %s".formatted(candidate.id(), unmet.get(0)));
        }
        if (config.when() == When.NEVER) {
            return Decision.stays(
                    served.map(Run::id).orElse(""),
                    "promote.when = never; run `promote %s` to serve the new run".formatted(candidate.id()));
        }
        if (served.isEmpty()) {
            return new Decision(true, candidate.id(), "no run was served before");
        }
        if (config.when() == When.ALWAYS) {
            return new Decision(true, candidate.id(), "promote.when = always");
        }
        JobContext.describe(spark, Verbs.PROMOTE, "compare with the served run");
        StudentComparison compared = StudentComparison.of(
                RunPredictions.of(context, spark, served.get()),
                RunPredictions.of(context, spark, candidate),
                config.metric(),
                context.config().task().classes());
        return Decision.of(config, compared, served.get().id(), candidate.id());
    }
}
