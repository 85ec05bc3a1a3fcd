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
import java.util.function.BooleanSupplier;

/**
 * Trains a student in rounds, on the driver or on the partitions.
 *
 * <p>It writes a checkpoint after a round if one is due, and scores the student on the validation examples after each
 * epoch, or as often as the settings say. A trainer with the checkpoints of an interrupted training resumes it there,
 * and ends with the same bits as a training that was never interrupted, given the same number of PyTorch threads.
 */
public final class Trainer {
    private final TrainerSettings settings;
    private final Checkpoints checkpoints;
    private final TrainingProgress progress;
    private long lastWritten;

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
     * @param validation examples that are scored; without labeled ones the last epoch counts as the
     *     best
     * @throws IllegalStateException if the checkpoint belongs to another training
     * @throws DivergedException if loss, parameters or logits are not finite or beyond the range of floats
     */
    public TrainResult train(TrainableModel model, Rounds rounds, List<Example> validation) throws IOException {
        return train(model, rounds, Validation.labeled(validation));
    }

    /** Trains a student whose validation labels may be predictions of the teacher. */
    public TrainResult train(TrainableModel model, Rounds rounds, Validation validation) throws IOException {
        long ofEpoch = rounds.stepsOfEpoch();
        if (ofEpoch == 0) {
            throw new IllegalArgumentException("Cannot train: there are no examples in epoch 1");
        }
        try (TrainingProgress watched = progress) {
            Checkpoint state = start(model, rounds);
            lastWritten = System.nanoTime();
            long all = settings.stopping().epochs() * ofEpoch;
            long every = settings.stopping().validation().steps(ofEpoch);
            while (state.part().steps() < all && !hasStalled(state.history()) && !pauses(state, ofEpoch)) {
                long end = Math.min(all, (state.part().steps() / every + 1) * every);
                long rows = rounds.examples() * Math.min(every, end) / ofEpoch;
                watched.epochStarted(settings.nameOf(state.epoch(), ofEpoch), rows);
                state = epoch(state, end, model, rounds, validation);
            }
            model.importParameters(state.best());
            if (hasStalled(state.history()) || state.part().steps() >= all) {
                return new TrainResult(
                        state.history(),
                        hasStalled(state.history()) ? TrainResult.Ending.PATIENCE : TrainResult.Ending.LAST_EPOCH);
            }
            checkpoints.write(state);
            return new TrainResult(state.history(), TrainResult.Ending.PAUSED);
        }
    }

    /** Whether the training pauses here, which it does after a validation only. */
    private boolean pauses(Checkpoint state, long ofEpoch) {
        return state.part().rows() == 0 && checkpoints.pauseAfter(state.part().steps(), ofEpoch);
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

    /**
     * Runs the remaining rounds up to the next validation.
     *
     * @param end number of steps in all epochs after which it takes place
     */
    private Checkpoint epoch(Checkpoint from, long end, TrainableModel model, Rounds rounds, Validation validation)
            throws IOException {
        Checkpoint state = from;
        BooleanSupplier isDue = checkpoints.least().isZero() ? () -> false : this::isDue;
        while (true) {
            long start = System.nanoTime();
            long done = state.part().steps();
            Rounds.Outcome round = rounds.run(state.last(), new Rounds.Span(done, end - done, isDue), progress);
            PartialEpoch part = state.part().with(round, (System.nanoTime() - start) / 1e9);
            if (part.steps() >= end) {
                return finish(state, part, round.state(), model, validation);
            }
            state = state.afterRound(part, round.state());
            write(state);
        }
    }

    private boolean isDue() {
        return System.nanoTime() - lastWritten >= checkpoints.least().toNanos();
    }

    /** Writes a checkpoint if it is due. */
    private void write(Checkpoint state) throws IOException {
        if (isDue()) {
            checkpoints.write(state);
            lastWritten = System.nanoTime();
        }
    }

    private Checkpoint finish(
            Checkpoint from, PartialEpoch whole, TrainingState state, TrainableModel model, Validation validation)
            throws IOException {
        model.importParameters(state.ofStudent());
        requireFinite(state.parameters(), from.epoch());
        ValidationScore score = ValidationScore.of(model, validation);
        EpochReport report =
                new EpochReport(from.epoch(), whole.rows(), whole.lossSum() / whole.rows(), score, whole.seconds());
        Checkpoint finished = from.afterEpoch(report, whole, state);
        write(finished);
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
