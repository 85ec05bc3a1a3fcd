package io.sparkdistill.jobs.train;

import io.sparkdistill.network.Epoch;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Seeds;
import io.sparkdistill.network.StudentModel;
import io.sparkdistill.network.TrainingStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Fits a student in one process to examples that are streamed to it, so memory is bounded whatever their number.
 *
 * <p>After each epoch it scores the student on the validation examples and writes a checkpoint. Started again with the
 * same folder it goes on after the last finished epoch, and ends with the parameters, bit by bit, of a run that was
 * never interrupted, given the same number of PyTorch threads.
 */
public final class DriverTrainer {
    private record Data(
            IntFunction<Iterator<Example>> examplesOfEpoch, long examplesPerEpoch, List<Example> validation) {}

    private final TrainerSettings settings;
    private final Path checkpointFolder;
    private final TrainingProgress progress;

    /**
     * Makes a trainer.
     *
     * @param checkpointFolder a local folder of this training alone
     * @param progress closed at the end of {@link #train}
     */
    public DriverTrainer(TrainerSettings settings, Path checkpointFolder, TrainingProgress progress) {
        this.settings = settings;
        this.checkpointFolder = checkpointFolder;
        this.progress = progress;
    }

    /**
     * Fits a student and leaves the parameters of its best epoch in it.
     *
     * @param model a new student; after a resume its parameters are replaced
     * @param examplesOfEpoch the examples of an epoch (from 1), the same ones in the same order whenever it is asked
     * @param examplesPerEpoch their number, for the time left
     * @param validation scored after each epoch; without labelled examples the last epoch counts as the best
     * @throws IllegalStateException when the checkpoint belongs to another training
     */
    public TrainResult train(
            StudentModel model,
            IntFunction<Iterator<Example>> examplesOfEpoch,
            long examplesPerEpoch,
            List<Example> validation)
            throws IOException {
        Data data = new Data(examplesOfEpoch, examplesPerEpoch, validation);
        try (TrainingStep step = new TrainingStep(model, settings.loss(), settings.optimizer(), settings.clipping());
                TrainingProgress watched = progress) {
            Checkpoint state = start(model, step, data);
            while (state.history().epochs().size() < settings.epochs() && !hasStalled(state.history())) {
                int epoch = state.history().epochs().size() + 1;
                watched.epochStarted(epoch, settings.epochs(), examplesPerEpoch);
                EpochReport report = epoch(epoch, model, step, data);
                state = state.after(report, model.exportParameters(), step.optimizerSnapshot());
                state.write(checkpointFolder);
                watched.epochFinished(report);
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

    /** The state of the checkpoint, put into model and step, or that of a new training. */
    private Checkpoint start(StudentModel model, TrainingStep step, Data data) throws IOException {
        String identity = settings.identity(model, data.examplesPerEpoch());
        Optional<Checkpoint> found = Checkpoint.read(checkpointFolder, identity);
        if (found.isPresent()) {
            model.importParameters(found.get().last());
            step.restore(found.get().optimizer());
            return found.get();
        }
        float[][] parameters = model.exportParameters();
        return new Checkpoint(identity, TrainingHistory.empty(), parameters, parameters, step.optimizerSnapshot());
    }

    private EpochReport epoch(int number, StudentModel model, TrainingStep step, Data data) {
        long seed = Seeds.derive(settings.seed(), number);
        Epoch epoch = new Epoch(settings.batchSize(), settings.windowBatches(), seed);
        long start = System.nanoTime();
        Epoch.Outcome outcome = epoch.run(step, data.examplesOfEpoch().apply(number), progress);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (outcome.rows() == 0) {
            throw new IllegalArgumentException("Cannot train: there are no examples in epoch " + number);
        }
        ValidationScore validation = ValidationScore.of(model, data.validation());
        return new EpochReport(number, outcome.rows(), outcome.meanLoss(), validation, seconds);
    }
}
