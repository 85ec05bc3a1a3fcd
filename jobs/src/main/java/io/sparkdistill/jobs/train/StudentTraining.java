package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.jobs.run.Run;
import io.sparkdistill.training.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Trains one student, unless it is up to date. The training of a killed run is resumed. */
final class StudentTraining {
    private final SparkSession spark;
    private final StudentTrainer trainer;
    private final StudentArtifact artifact;
    private boolean paused;

    /**
     * Prepares the training.
     *
     * @param name of the student and of its folder
     * @param source id of the training data
     * @param start student from which it goes on, if any
     */
    StudentTraining(
            JobContext context,
            SparkSession spark,
            Run run,
            String name,
            TrainConfig train,
            String source,
            Optional<StartingPoint> start) {
        this.spark = spark;
        this.trainer = StudentTrainer.of(context, name, train, start);
        Map<String, String> inputs = StudentArtifact.inputs(context.config(), train, trainer.check(), source);
        start.ifPresent(from -> inputs.put(StartingPoint.INPUT, from.id()));
        this.artifact = new StudentArtifact(context, run, name, inputs);
    }

    String id() {
        return artifact.id();
    }

    StudentSummary run() {
        return run(0);
    }

    /**
     * Trains the student up to a pause.
     *
     * @param pause number of epochs after which a network or TorchScript model pauses; 0 for never
     */
    StudentSummary run(int pause) {
        Optional<StudentSummary> upToDate = artifact.upToDate();
        return upToDate.isPresent() ? upToDate.get() : fit(pause);
    }

    /** Whether the last run has ended before the student was complete. */
    boolean isPaused() {
        return paused;
    }

    private StudentSummary fit(int pause) {
        try {
            StudentFolder folder = artifact.openFolder(pause);
            StudentSummary summary = trainer.fit(spark, folder);
            paused = folder.isPaused();
            if (!paused) {
                artifact.markComplete(summary, folder);
            }
            return summary;
        } catch (DivergedException e) {
            throw diverged(artifact.name(), e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the student: " + e.getMessage(), e);
        }
    }

    /** Returns the exception for a training that diverged. */
    static InputException diverged(String name, String reason) {
        return new InputException(("Cannot train %s: its training diverged: %s; lower train.learning-rate, or set"
                        + " train.gradient-clip (0 is none) or train.warmup-share")
                .formatted(name, reason));
    }
}
