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
 * Fits a student in rounds, wherever their steps are taken.
 *
 * <p>It writes a checkpoint after each round and scores the student on the validation examples after each epoch. Started
 * again with the same checkpoints it goes on after the last finished round, and ends with the parameters, bit by bit, of
 * a run that was never interrupted, given the same number of PyTorch threads.
 */
public final class Trainer {
    private final TrainerSettings settings;
    private final Checkpoints checkpoints;
    private final TrainingProgress progress;

    /**
     * Makes a trainer.
     *
     * @param checkpoints of this training alone
     * @param progress closed at the end of {@link #train}
     */
    public Trainer(TrainerSettings settings, Checkpoints checkpoints, TrainingProgress progress) {
        this.settings = settings;
        this.checkpoints = checkpoints;
        this.progress = progress;
    }

    /**
     * Fits a student and leaves the parameters of its best epoch in it.
     *
     * @param model a new student; after a resume its parameters are replaced
     * @param validation scored after each epoch; without labelled examples the last epoch counts as the best
     * @throws IllegalStateException when the checkpoint belongs to another training
     * @throws DivergedException when loss, parameters or logits leave the range of floats
     */
    public TrainResult train(TrainableModel model, Rounds rounds, List<Example> validation) throws IOException {
        return train(model, rounds, Validation.labeled(validation));
    }

    /** The same on examples whose labels may be the teacher's classes. */
    public TrainResult train(TrainableModel model, Rounds rounds, Validation validation) throws IOException {
        try (TrainingProgress watched = progress) {
            Checkpoint state = start(model, rounds);
            while (state.history().epochs().size() < settings.epochs() && !hasStalled(state.history())) {
                watched.epochStarted(state.epoch(), settings.epochs(), rounds.examples());
                state = epoch(state, model, rounds, validation);
            }
            model.importParameters(state.best());
            return new TrainResult(
                    state.history(),
                    hasStalled(state.history()) ? TrainResult.Ending.PATIENCE : TrainResult.Ending.LAST_EPOCH);
        }
    }

    private boolean hasStalled(TrainingHistory history) {
        return history.hasStalled(settings.patience());
    }

    /** The state of the checkpoint, or that of a new training. */
    private Checkpoint start(TrainableModel model, Rounds rounds) throws IOException {
        String identity = settings.identity(model, rounds);
        Optional<Checkpoint> found = checkpoints.read(identity);
        if (found.isPresent()) {
            return found.get();
        }
        try (TrainingStep step = settings.step(model, rounds.stepsOfEpoch())) {
            TrainingState state = step.state();
            return new Checkpoint(identity, TrainingHistory.empty(), EpochPart.START, state, state.parameters());
        }
    }

    /** The state after all rounds that the epoch still needs. */
    private Checkpoint epoch(Checkpoint from, TrainableModel model, Rounds rounds, Validation validation)
            throws IOException {
        Checkpoint state = from;
        while (true) {
            long start = System.nanoTime();
            Rounds.Outcome round =
                    rounds.run(state.last(), state.epoch(), state.part().rounds(), progress);
            EpochPart part = state.part().with(round.seen(), (System.nanoTime() - start) / 1e9);
            if (round.endsEpoch()) {
                return finish(state, part, round.state(), model, validation);
            }
            state = state.within(part, round.state());
            checkpoints.write(state);
        }
    }

    private Checkpoint finish(
            Checkpoint from, EpochPart whole, TrainingState state, TrainableModel model, Validation validation)
            throws IOException {
        if (whole.rows() == 0) {
            throw new IllegalArgumentException("Cannot train: there are no examples in epoch " + from.epoch());
        }
        model.importParameters(state.parameters());
        requireFinite(state.parameters(), from.epoch());
        ValidationScore score = ValidationScore.of(model, validation);
        EpochReport report =
                new EpochReport(from.epoch(), whole.rows(), whole.lossSum() / whole.rows(), score, whole.seconds());
        Checkpoint finished = from.after(report, state);
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
