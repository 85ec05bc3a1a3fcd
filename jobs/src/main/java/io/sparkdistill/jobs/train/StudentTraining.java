package io.sparkdistill.jobs.train;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.job.InputException;
import io.sparkdistill.jobs.job.JobContext;
import io.sparkdistill.training.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Fits one student, or finds it fitted, or goes on where a killed run stopped. */
final class StudentTraining {
    private final SparkSession spark;
    private final StudentTrainer trainer;
    private final StudentArtefact artefact;

    /**
     * Prepares a run.
     *
     * @param name of the student and of its folder
     * @param source id of the table it is fitted to
     */
    StudentTraining(JobContext context, SparkSession spark, String name, TrainConfig train, String source) {
        this.spark = spark;
        this.trainer = StudentTrainer.of(context, name, train);
        this.artefact = new StudentArtefact(context, name, train, trainer.check(), source);
    }

    StudentSummary run() {
        Optional<StudentSummary> done = artefact.done();
        return done.isPresent() ? done.get() : fit();
    }

    private StudentSummary fit() {
        try {
            StudentFolder folder = artefact.reopen();
            StudentSummary summary = trainer.fit(spark, folder);
            artefact.complete(summary, folder);
            return summary;
        } catch (DivergedException e) {
            throw diverged(artefact.name(), e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the student: " + e.getMessage(), e);
        }
    }

    /** What a user reads of a training that diverged. */
    static InputException diverged(String name, String reason) {
        return new InputException(("Cannot train %s: its training diverged: %s; lower train.learning-rate, or set"
                        + " train.gradient-clip (0 is none) or train.warmup-share")
                .formatted(name, reason));
    }
}
