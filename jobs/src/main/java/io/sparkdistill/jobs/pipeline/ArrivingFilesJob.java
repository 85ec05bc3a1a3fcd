package io.sparkdistill.jobs.pipeline;

import io.sparkdistill.jobs.augment.AugmentJob;
import io.sparkdistill.jobs.config.ConfigurationException;
import io.sparkdistill.jobs.config.InputEntry;
import io.sparkdistill.jobs.config.InputFormat;
import io.sparkdistill.jobs.job.Job;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.JobResult;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.label.LabelJob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Labels the files that have arrived in the folders of {@code input.train} and {@code input.unlabeled} since it ran
 * last, then ends. Structured Streaming finds them and keeps a checkpoint under the output. For each batch of files the
 * verbs augment and label run, which add what is new. A batch whose run is killed is given again, and adds no example
 * twice, since examples and logits are found by the hash of their content.
 */
public final class ArrivingFilesJob implements Job {
    private static final String CHECKPOINT = "_checkpoints/arriving-files";

    private final JobContext context;
    private final List<String> summaries = new ArrayList<>();

    public ArrivingFilesJob(JobContext context) {
        this.context = context;
    }

    @Override
    public String verb() {
        return Verbs.LABEL;
    }

    @Override
    public void validate() {
        entries()
                .filter(entry -> entry.format() == InputFormat.TABLE)
                .findFirst()
                .ifPresent(entry -> {
                    throw new ConfigurationException(
                            "Cannot label what arrives: %s is a table, which has no files to watch; run augment and label, or name a folder"
                                    .formatted(entry.key()));
                });
        verbs().forEach(Job::validate);
    }

    private Stream<InputEntry> entries() {
        return Stream.concat(context.config().input().train().stream(), context.config().input().unlabeled().stream());
    }

    private List<Job> verbs() {
        return List.of(new AugmentJob(context), new LabelJob(context));
    }

    @Override
    public JobResult run(SparkSession spark) {
        try {
            arrived(spark)
                    .writeStream()
                    .queryName("arriving files")
                    .trigger(Trigger.AvailableNow())
                    .option(
                            "checkpointLocation",
                            context.output().path(CHECKPOINT).toString())
                    .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (files, batch) -> add(spark))
                    .start()
                    .awaitTermination();
        } catch (TimeoutException | StreamingQueryException e) {
            throw new IllegalStateException("Cannot label what has arrived: " + e.getMessage(), e);
        }
        return () ->
                summaries.isEmpty() ? "label: no file has arrived" : String.join(System.lineSeparator(), summaries);
    }

    /** Returns a stream of the paths of all files. Their content is not read. */
    private Dataset<Row> arrived(SparkSession spark) {
        return entries()
                .map(entry -> spark.readStream()
                        .format("binaryFile")
                        .schema("path string, modificationTime timestamp, length long, content binary")
                        .option("recursiveFileLookup", true)
                        .load(entry.path())
                        .select("path"))
                .reduce(Dataset::union)
                .orElseThrow();
    }

    private void add(SparkSession spark) {
        for (Job verb : verbs()) {
            verb.validate();
            summaries.add(verb.run(spark).summary());
        }
    }
}
