package io.sparkdistill.jobs.train.rounds;

import io.sparkdistill.engine.FloatArrays;
import io.sparkdistill.jobs.config.TrainConfig.SelectBy;
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
 * A checkpoint holds the state of a training after a round. It is stored in one file that is replaced atomically.
 *
 * @param identity of the training, {@link TrainerSettings#identity}; only an equal one can be resumed
 * @param history of the finished epochs, each ended by a validation
 * @param part finished part of the current epoch
 * @param last state of model and optimizer after the last round
 * @param best parameters after the best epoch
 */
@SuppressWarnings("ArrayRecordComponent")
public record Checkpoint(
        String identity, TrainingHistory history, PartialEpoch part, TrainingState last, float[][] best) {
    public static final String FILE = "checkpoint.bin";

    private static final int FORMAT = 6;

    /** The number of the current epoch, from 1. */
    int epoch() {
        return history.epochs().size() + 1;
    }

    /** Returns the checkpoint after a further round before the next validation. */
    Checkpoint afterRound(PartialEpoch longer, TrainingState state) {
        return new Checkpoint(identity, history, longer, state, best);
    }

    /** Returns the checkpoint after a validation. */
    Checkpoint afterEpoch(EpochReport report, PartialEpoch whole, TrainingState state) {
        TrainingHistory longer = history.with(report);
        float[][] bestParameters = longer.bestEpoch() == report.epoch() ? state.ofStudent() : best;
        return new Checkpoint(identity, longer, whole.validated(), state, bestParameters);
    }

    /** Writes a temporary file and renames it, which is atomic. */
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
            writeArrays(out, last.average());
            writeArrays(out, best);
            out.flush();
            file.getFD().sync();
        }
        Files.move(
                temporary, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads the checkpoint of a folder; empty if there is none.
     *
     * @throws MismatchException if it belongs to another training, has another format, or is damaged
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
                    throw new MismatchException(
                            "Cannot resume training: %s has format %d instead of %d".formatted(path, format, FORMAT));
                }
                String found = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
                if (!found.equals(identity)) {
                    throw new MismatchException(
                            "Cannot resume training: %s belongs to another training: %s instead of %s; delete it, or use another folder"
                                    .formatted(path, found, identity));
                }
                return Optional.of(new Checkpoint(
                        found,
                        readHistory(in),
                        new PartialEpoch(in.readLong(), in.readLong(), in.readDouble(), in.readDouble()),
                        new TrainingState(
                                readArrays(in),
                                readArrays(in),
                                new OptimizerSnapshot(in.readLong(), readArrays(in)),
                                readArrays(in)),
                        readArrays(in)));
            });
        } catch (IOException e) {
            if (e.getCause() instanceof IOException damage) {
                throw new MismatchException(
                        "Cannot resume training: %s is damaged: %s".formatted(path, damage.getMessage()));
            }
            throw e;
        }
    }

    /** Reports that training cannot be resumed from a checkpoint. */
    static final class MismatchException extends IllegalStateException {
        private MismatchException(String message) {
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
            writeCriterion(out, epoch.validation().criterion());
            out.writeDouble(epoch.seconds());
        }
    }

    /** Writes NaN for an absent number, since no score is NaN. */
    private static void writeOptional(DataOutputStream out, Double value) throws IOException {
        out.writeDouble(value == null ? Double.NaN : value);
    }

    private static Double readOptional(DataInputStream in) throws IOException {
        double value = in.readDouble();
        return Double.isNaN(value) ? null : value;
    }

    /** Writes an absent criterion as an empty name. */
    private static void writeCriterion(DataOutputStream out, Criterion criterion) throws IOException {
        out.writeUTF(criterion == null ? "" : criterion.by().name());
        out.writeDouble(criterion == null ? 0 : criterion.value());
    }

    private static Criterion readCriterion(DataInputStream in) throws IOException {
        String by = in.readUTF();
        double value = in.readDouble();
        return by.isEmpty() ? null : new Criterion(SelectBy.valueOf(by), value);
    }

    private void writePart(DataOutputStream out) throws IOException {
        out.writeLong(part.steps());
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
            ValidationScore validation =
                    new ValidationScore(readOptional(in), readOptional(in), readOptional(in), readCriterion(in));
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
