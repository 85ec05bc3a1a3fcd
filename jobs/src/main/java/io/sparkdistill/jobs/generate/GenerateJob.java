package io.sparkdistill.jobs.generate;

import io.sparkdistill.inference.StagedModel;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.GenerateConfig;
import io.sparkdistill.jobs.inference.TeacherStaging;
import io.sparkdistill.jobs.input.Inputs;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.label.EndpointCheck;
import io.sparkdistill.jobs.label.TeacherExamples;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the verb generate: a model behind an endpoint writes texts about the rows of a table. Sources about which the same
 * model has written with the same prompt and options are not asked for again.
 */
public final class GenerateJob implements Job {
    private final JobContext context;
    private final boolean retriesRejected;
    private final Inputs inputs;
    private StagedModel generator;

    public GenerateJob(JobContext context) {
        this(context, false);
    }

    private GenerateJob(JobContext context, boolean retriesRejected) {
        this.context = context;
        this.retriesRejected = retriesRejected;
        this.inputs = Inputs.toGenerate(context);
    }

    /** Returns a job that also asks again for all sources that the model has rejected, whatever the reason. */
    public static GenerateJob retryingRejected(JobContext context) {
        return new GenerateJob(context, true);
    }

    @Override
    public String verb() {
        return Verbs.GENERATE;
    }

    @Override
    public void validate() {
        GenerateConfig config = context.config().generate();
        if (config.endpoint().isEmpty()) {
            throw new ConfigurationException(
                    "Cannot generate: generate.endpoint is not set; name the server, the model and the prompt: generate { endpoint = ..., model = ..., prompt = ... }");
        }
        if (config.input().isEmpty()) {
            throw new ConfigurationException(
                    "Cannot generate: generate.input is empty; name the sources: generate.input = [{path = ..., text = ...}]");
        }
        inputs.check();
        generator = new TeacherStaging(context.hadoop(), context.config().task().classes())
                .generator(GenerateConfig.KEY, config.endpoint().get());
        EndpointCheck.checkGenerator(
                generator, GenerateConfig.KEY, context.config().task().type());
    }

    @Override
    public JobResult run(SparkSession spark) {
        if (retriesRejected) {
            TeacherExamples.clearRejections(
                    context.output(),
                    spark,
                    Verbs.GENERATE,
                    List.of(generator.spec().fingerprint()));
        }
        return new Generating(context, spark, inputs, generator).run();
    }
}
