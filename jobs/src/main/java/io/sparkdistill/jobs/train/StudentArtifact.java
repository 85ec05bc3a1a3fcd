package io.sparkdistill.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.ResultSettings;
import io.sparkdistill.jobs.job.Upstream;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.jobs.run.TrainingCheckpoints;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import io.sparkdistill.jobs.tracking.Tracking;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Stores and reads the artifact of one student in a run, with its provenance. */
final class StudentArtifact {
    private static final String TRAINING = "training.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JobContext context;
    private final Run run;
    private final String name;
    private final Provenance provenance;

    /**
     * Names the artifact of a student.
     *
     * @param name of the student and of its folder
     * @param inputs of its provenance
     */
    StudentArtifact(JobContext context, Run run, String name, Map<String, String> inputs) {
        this.context = context;
        this.run = run;
        this.name = name;
        this.provenance = context.provenance(Verbs.TRAIN, inputs);
    }

    /**
     * Returns the inputs of the provenance of a student without a starting point.
     *
     * @param train settings of its training
     * @param files text that identifies the files that the student starts from; empty if there are none
     * @param source id of the training data
     */
    static Map<String, String> inputs(DistillConfig config, TrainConfig train, String files, String source) {
        Map<String, String> inputs = new TreeMap<>();
        inputs.put(Upstream.SOURCE, source);
        inputs.put(Upstream.FILES, files);
        inputs.put(ResultSettings.INPUT, ResultSettings.train(config, train).toString());
        return inputs;
    }

    String name() {
        return name;
    }

    String id() {
        return provenance.id();
    }

    /** Returns the student if this run or another one has it complete and with this provenance. */
    Optional<StudentSummary> upToDate() {
        boolean there =
                output().isUpToDate(path(), provenance) || context.runs().copy(name, provenance, run);
        return there ? Optional.of(read()) : Optional.empty();
    }

    /** Marks the artifact incomplete and opens its folder. */
    StudentFolder openFolder() throws IOException {
        return openFolder(0);
    }

    /**
     * Marks the artifact incomplete and opens its folder.
     *
     * @param pause number of epochs after which its training pauses; 0 for never
     */
    StudentFolder openFolder(int pause) throws IOException {
        output().markIncomplete(path());
        Tracking tracking = new Tracking(context.config().tracking(), run);
        return new StudentFolder(output(), path(), id(), pause).track(epoch -> tracking.epoch(name, epoch));
    }

    /** Stores the training history and the learning curve, and marks the artifact complete. */
    void markComplete(StudentSummary summary, StudentFolder folder) throws IOException {
        output().writeBytes(
                        path() + "/" + TRAINING,
                        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
        output().writeBytes(path() + "/learning-curve.png", LearningCurve.png(summary));
        output().markComplete(path(), provenance.with(Map.of("training", summary)));
        folder.deleteCheckpoints();
    }

    /** Deletes the checkpoints of a training that does not go on. */
    void deleteCheckpoints() {
        output().delete(TrainingCheckpoints.of(name, id()));
    }

    private StudentSummary read() {
        try {
            return JSON.readValue(output().readText(path() + "/" + TRAINING), StudentSummary.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the training of " + name, e);
        }
    }

    private Output output() {
        return context.output();
    }

    private String path() {
        return run.artifact(name);
    }
}
