package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.engine.FloatArrays;
import io.sparkdistill.optimizer.OptimizerSnapshot;
import io.sparkdistill.training.TrainingState;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A training after some round, whole in one file: a reader finds either the state after a round or the one before.
 *
 * @param identity what must be equal to go on: {@link TrainerSettings#identity}
 * @param history the finished epochs
 * @param part of the epoch after these
 * @param last state after the last round
 * @param best parameters after the best epoch
 */
@SuppressWarnings("ArrayRecordComponent")
public record Checkpoint(String identity, TrainingHistory history, EpochPart part, TrainingState last, float[][] best) {
    public static final String FILE = "checkpoint.bin";

    private static final int FORMAT = 4;

    /** Number of the epoch that comes next or goes on, from 1. */
    int epoch() {
        return history.epochs().size() + 1;
    }

    /** The state one round later, within the same epoch. */
    Checkpoint within(EpochPart longer, TrainingState state) {
        return new Checkpoint(identity, history, longer, state, best);
    }

    /** The state at the end of the epoch. */
    Checkpoint after(EpochReport report, TrainingState state) {
        TrainingHistory longer = history.with(report);
        float[][] bestParameters = longer.bestEpoch() == report.epoch() ? state.parameters() : best;
        return new Checkpoint(identity, longer, EpochPart.START, state, bestParameters);
    }

    /** Writes the file beside its place, then moves it there at once. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path temporary = folder.resolve(FILE + ".tmp");
        try (FileOutputStream file = new FileOutputStream(temporary.toFile());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(file))) {
            out.writeInt(FORMAT);
            byte[] told = identity.getBytes(StandardCharsets.UTF_8);
            out.writeInt(told.length);
            out.write(told);
            writeHistory(out);
            writePart(out);
            writeArrays(out, last.parameters());
            writeArrays(out, last.lossParameters());
            out.writeLong(last.optimizer().step());
            writeArrays(out, last.optimizer().arrays());
            writeArrays(out, best);
            out.flush();
            file.getFD().sync();
        }
        Files.move(
                temporary, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads the checkpoint of a folder, if there is one.
     *
     * @throws OtherTraining when it belongs to another training, or is cut
     */
    static Optional<Checkpoint> read(Path folder, String identity) throws IOException {
        Path path = folder.resolve(FILE);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return FloatArrays.readFile(path, in -> {
                int format = in.readInt();
                if (format != FORMAT) {
                    throw new OtherTraining(
                            "Cannot resume training: the format of %s is not %d: %d".formatted(path, FORMAT, format));
                }
                String found = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
                if (!found.equals(identity)) {
                    throw new OtherTraining(
                            "Cannot resume training: %s is of another training (delete it, or use another folder): %s instead of %s"
                                    .formatted(path, found, identity));
                }
                return Optional.of(new Checkpoint(
                        found,
                        readHistory(in),
                        new EpochPart(in.readInt(), in.readLong(), in.readDouble(), in.readDouble()),
                        new TrainingState(
                                readArrays(in), readArrays(in), new OptimizerSnapshot(in.readLong(), readArrays(in))),
                        readArrays(in)));
            });
        } catch (IOException e) {
            if (e.getCause() instanceof IOException damage) {
                throw new OtherTraining(
                        "Cannot resume training: %s is damaged: %s".formatted(path, damage.getMessage()));
            }
            throw e;
        }
    }

    /** Says that a checkpoint cannot be resumed from. */
    static final class OtherTraining extends IllegalStateException {
        private OtherTraining(String message) {
            super(message);
        }
    }

    private void writeHistory(DataOutputStream out) throws IOException {
        out.writeInt(history.epochs().size());
        for (EpochReport epoch : history.epochs()) {
            out.writeInt(epoch.epoch());
            out.writeLong(epoch.rows());
            out.writeDouble(epoch.trainLoss());
            writeOptional(out, epoch.validation().accuracy());
            writeOptional(out, epoch.validation().agreement());
            writeOptional(out, epoch.validation().nll());
            out.writeDouble(epoch.seconds());
        }
    }

    /** A number that is absent is written as one that no score has. */
    private static void writeOptional(DataOutputStream out, Double value) throws IOException {
        out.writeDouble(value == null ? Double.NaN : value);
    }

    private static Double readOptional(DataInputStream in) throws IOException {
        double value = in.readDouble();
        return Double.isNaN(value) ? null : value;
    }

    private void writePart(DataOutputStream out) throws IOException {
        out.writeInt(part.rounds());
        out.writeLong(part.rows());
        out.writeDouble(part.lossSum());
        out.writeDouble(part.seconds());
    }

    private static TrainingHistory readHistory(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<EpochReport> epochs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int epoch = in.readInt();
            long rows = in.readLong();
            double trainLoss = in.readDouble();
            ValidationScore validation = new ValidationScore(readOptional(in), readOptional(in), readOptional(in));
            epochs.add(new EpochReport(epoch, rows, trainLoss, validation, in.readDouble()));
        }
        return new TrainingHistory(epochs);
    }

    private static void writeArrays(DataOutputStream out, float[][] arrays) throws IOException {
        out.writeInt(arrays.length);
        for (float[] array : arrays) {
            FloatArrays.write(out, array);
        }
    }

    private static float[][] readArrays(DataInputStream in) throws IOException {
        float[][] arrays = new float[in.readInt()][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = FloatArrays.read(in);
        }
        return arrays;
    }
}
