package io.sparkdistill.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.jobs.config.DistillConfig;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.job.ResultSettings;
import io.sparkdistill.jobs.job.Upstream;
import io.sparkdistill.jobs.job.Verbs;
import io.sparkdistill.jobs.storage.Output;
import io.sparkdistill.jobs.storage.Provenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The artifact of one student in the output, with its provenance. */
final class StudentArtifact {
    private static final String TRAINING = "training.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Output output;
    private final String name;
    private final Provenance provenance;

    /**
     * Names the artifact of a student.
     *
     * @param name of the student and of its folder
     * @param train settings of its training
     * @param files text that identifies the files that the student starts from; empty if there are none
     * @param source id of the training data
     */
    StudentArtifact(JobContext context, String name, TrainConfig train, String files, String source) {
        DistillConfig config = context.config();
        Map<String, String> inputs = new TreeMap<>();
        inputs.put(Upstream.SOURCE, source);
        inputs.put("files", files);
        inputs.put(ResultSettings.INPUT, ResultSettings.train(config, train).toString());
        this.output = context.output();
        this.name = name;
        this.provenance = context.provenance(Verbs.TRAIN, inputs);
    }

    String name() {
        return name;
    }

    String id() {
        return provenance.id();
    }

    /** Returns the student of an earlier run, if it is complete and has this provenance. */
    Optional<StudentSummary> upToDate() {
        return output.isUpToDate(name, provenance) ? Optional.of(read()) : Optional.empty();
    }

    /** Marks the artifact incomplete and opens its folder. */
    StudentFolder openFolder() throws IOException {
        output.markIncomplete(name);
        return new StudentFolder(output, name, id());
    }

    /** Stores the training history and the learning curve, and marks the artifact complete. */
    void markComplete(StudentSummary summary, StudentFolder folder) throws IOException {
        output.writeBytes(
                name + "/" + TRAINING, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
        output.writeBytes(name + "/learning-curve.png", LearningCurve.png(summary));
        output.markComplete(name, provenance.with(Map.of("training", summary)));
        folder.deleteCheckpoints();
    }

    private StudentSummary read() {
        try {
            return JSON.readValue(output.readText(name + "/" + TRAINING), StudentSummary.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the training of " + name, e);
        }
    }
}
