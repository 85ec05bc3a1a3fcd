package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.jobs.train.examples.Validation;
import io.sparkdistill.network.Example;
import io.sparkdistill.student.TrainableModel;
import io.sparkdistill.training.DivergedException;
import io.sparkdistill.training.TrainingState;
import io.sparkdistill.training.TrainingStep;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Trains a student in rounds, on the driver or on the partitions.
 *
 * <p>It writes a checkpoint after each round and scores the student on the validation examples after each epoch. A
 * trainer with the checkpoints of an interrupted training resumes it after the last finished round, and ends with the
 * same bits as a training that was never interrupted, given the same number of PyTorch threads.
 */
public final class Trainer {
    private final TrainerSettings settings;
    private final Checkpoints checkpoints;
    private final TrainingProgress progress;

    /**
     * Creates a trainer.
     *
     * @param checkpoints of this training
     * @param progress that is closed at the end of {@link #train}
     */
    public Trainer(TrainerSettings settings, Checkpoints checkpoints, TrainingProgress progress) {
        this.settings = settings;
        this.checkpoints = checkpoints;
        this.progress = progress;
    }

    /**
     * Trains a student on examples with labels; afterwards it has the parameters of its best epoch.
     *
     * @param model with initial parameters, which a resume replaces
     * @param validation examples that are scored after each epoch; without labeled ones the last epoch counts as the
     *     best
     * @throws IllegalStateException if the checkpoint belongs to another training
     * @throws DivergedException if loss, parameters or logits are not finite or beyond the range of floats
     */
    public TrainResult train(TrainableModel model, Rounds rounds, List<Example> validation) throws IOException {
        return train(model, rounds, Validation.labeled(validation));
    }

    /** Trains a student whose validation labels may be predictions of the teacher. */
    public TrainResult train(TrainableModel model, Rounds rounds, Validation validation) throws IOException {
        try (TrainingProgress watched = progress) {
            Checkpoint state = start(model, rounds);
            while (state.history().epochs().size() < settings.stopping().epochs() && !hasStalled(state.history())) {
                watched.epochStarted(state.epoch(), settings.stopping().epochs(), rounds.examples());
                state = epoch(state, model, rounds, validation);
            }
            model.importParameters(state.best());
            return new TrainResult(
                    state.history(),
                    hasStalled(state.history()) ? TrainResult.Ending.PATIENCE : TrainResult.Ending.LAST_EPOCH);
        }
    }

    private boolean hasStalled(TrainingHistory history) {
        return history.hasStalled(settings.stopping().patience());
    }

    /** Returns the present checkpoint, or that of a new training. */
    private Checkpoint start(TrainableModel model, Rounds rounds) throws IOException {
        String identity = settings.identity(model, rounds);
        Optional<Checkpoint> found = checkpoints.read(identity);
        if (found.isPresent()) {
            return found.get();
        }
        try (TrainingStep step = settings.step(model, rounds.stepsOfEpoch())) {
            TrainingState state = step.state();
            return new Checkpoint(identity, TrainingHistory.empty(), PartialEpoch.START, state, state.parameters());
        }
    }

    /** Runs the remaining rounds of the current epoch. */
    private Checkpoint epoch(Checkpoint from, TrainableModel model, Rounds rounds, Validation validation)
            throws IOException {
        Checkpoint state = from;
        while (true) {
            long start = System.nanoTime();
            Rounds.Outcome round =
                    rounds.run(state.last(), state.epoch(), state.part().rounds(), progress);
            PartialEpoch part = state.part().with(round.seen(), (System.nanoTime() - start) / 1e9);
            if (round.endsEpoch()) {
                return finish(state, part, round.state(), model, validation);
            }
            state = state.afterRound(part, round.state());
            checkpoints.write(state);
        }
    }

    private Checkpoint finish(
            Checkpoint from, PartialEpoch whole, TrainingState state, TrainableModel model, Validation validation)
            throws IOException {
        if (whole.rows() == 0) {
            throw new IllegalArgumentException("Cannot train: there are no examples in epoch " + from.epoch());
        }
        model.importParameters(state.ofStudent());
        requireFinite(state.parameters(), from.epoch());
        ValidationScore score = ValidationScore.of(model, validation);
        EpochReport report =
                new EpochReport(from.epoch(), whole.rows(), whole.lossSum() / whole.rows(), score, whole.seconds());
        Checkpoint finished = from.afterEpoch(report, state);
        checkpoints.write(finished);
        progress.epochFinished(report);
        return finished;
    }

    private static void requireFinite(float[][] parameters, int epoch) {
        for (float[] parameter : parameters) {
            for (float value : parameter) {
                if (!Float.isFinite(value)) {
                    throw new DivergedException("after epoch %d a parameter is not finite: %s".formatted(epoch, value));
                }
            }
        }
    }
}
