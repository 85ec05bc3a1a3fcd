package io.sparkdistill.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.provenance.Output;
import io.sparkdistill.jobs.provenance.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** Fits one student, or finds it fitted, or goes on where a killed run stopped. */
final class StudentRun {
    private static final String TRAINING = "training.json";

    private final JobContext context;
    private final SparkSession spark;
    private final String name;
    private final Fitting fitting;
    private final Provenance provenance;

    /**
     * Prepares a run.
     *
     * @param name of the student and of its folder
     * @param source id of the table it is fitted to
     */
    StudentRun(JobContext context, SparkSession spark, String name, TrainConfig train, String source) {
        this.context = context;
        this.spark = spark;
        this.name = name;
        this.fitting = Fitting.of(context, name, train);
        DistillConfig config = context.config();
        Map<String, String> inputs = new TreeMap<>();
        inputs.put("source", source);
        inputs.put("task", config.task().toString());
        inputs.put("student", config.student().toString());
        inputs.put("files", fitting.check());
        inputs.put("train", train.toString());
        inputs.put("seed", Long.toString(config.seed()));
        this.provenance = context.provenance(Verbs.TRAIN, inputs);
    }

    StudentSummary run() {
        Output output = context.output();
        if (output.isDone(name, provenance)) {
            return read();
        }
        output.reopen(name);
        try {
            StudentFolder folder = new StudentFolder(output, name, provenance.id());
            StudentSummary summary = fitting.fit(spark, folder);
            write(summary);
            output.complete(name, provenance.with(Map.of("training", summary)));
            folder.deleteCheckpoints();
            return summary;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the student: " + e.getMessage(), e);
        }
    }

    private void write(StudentSummary summary) throws IOException {
        context.output()
                .writeBytes(
                        name + "/" + TRAINING,
                        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
        context.output().writeBytes(name + "/learning-curve.png", LearningCurve.png(summary));
    }

    private StudentSummary read() {
        try {
            return new ObjectMapper().readValue(context.output().readText(name + "/" + TRAINING), StudentSummary.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the training of " + name, e);
        }
    }
}
