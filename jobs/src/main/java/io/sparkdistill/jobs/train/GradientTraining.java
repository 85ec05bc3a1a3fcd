package io.sparkdistill.jobs.train;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.report.Terminal;
import io.sparkdistill.jobs.train.examples.Validation;
import io.sparkdistill.jobs.train.rounds.Rounds;
import io.sparkdistill.jobs.train.rounds.TrainResult;
import io.sparkdistill.jobs.train.rounds.Trainer;
import io.sparkdistill.jobs.train.rounds.TrainerSettings;
import io.sparkdistill.jobs.train.rounds.TrainingHistory;
import io.sparkdistill.network.ParameterCount;
import io.sparkdistill.student.TrainableModel;
import java.io.IOException;

/** Trains one student by gradient descent and stores its files. */
record GradientTraining(String name, TrainConfig train, TrainerSettings settings) {
    /** Prints what is about to be trained. */
    void announce(TrainableModel model, long examples) {
        ParameterCount count = model.parameterCount();
        Terminal.out()
                .printf(
                        "%nFitting %s (%s) to %,d examples: %,d parameters (%,d bytes), %,d of them in word vectors%n",
                        name, model.name(), examples, count.total(), count.total() * Float.BYTES, count.embeddings());
    }

    StudentSummary fit(TrainableModel model, Rounds rounds, Validation validation, StudentFolder folder)
            throws IOException {
        PyTorch.useThreads(
                train.threads() > 0 ? train.threads() : Runtime.getRuntime().availableProcessors());
        TrainResult result = new Trainer(
                        settings,
                        folder.checkpoints(train.checkpointMinutes()),
                        folder.progress(settings.validations(Math.max(1, rounds.stepsOfEpoch()))))
                .train(model, rounds, validation);
        if (result.ending() == TrainResult.Ending.PAUSED) {
            folder.markPaused();
        } else {
            folder.save(model::save);
        }
        return summary(model, rounds.examples(), result.history());
    }

    StudentSummary summary(TrainableModel model, long examples, TrainingHistory history) {
        ParameterCount count = model.parameterCount();
        return new StudentSummary(
                name, examples, count.embeddings(), count.others(), history.bestEpoch(), history.epochs());
    }
}
