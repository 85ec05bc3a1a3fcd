package io.sparkdistill.jobs.train.rounds;

import static io.sparkdistill.jobs.config.TrainConfig.Interval.Unit.EPOCHS;
import static io.sparkdistill.jobs.config.TrainConfig.Interval.Unit.STEPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.loss.HardLabelLoss;
import io.sparkdistill.loss.SoftTargetLoss;
import io.sparkdistill.loss.WeightedLoss;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.optimizer.Adam;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Schedule;
import io.sparkdistill.student.StudentModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private static final int FEATURES = 6;
    private static final List<Example> TRAIN = examples(400, 1);
    private static final List<Example> VALIDATION = examples(100, 2);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void fitsTheStudent() throws IOException {
        try (StudentModel model = model()) {
            TrainResult result = train(settings(6, 0), folder, model, TrainerTest::epochs, TRAIN.size(), VALIDATION);

            assertThat(result.history().epochs()).hasSize(6);
            assertThat(result.ending()).isEqualTo(TrainResult.Ending.LAST_EPOCH);
            assertThat(result.bestEpoch().validation().accuracy()).isGreaterThan(0.9);
            assertThat(result.bestEpoch().rows()).isEqualTo(TRAIN.size());
            assertThat(result.bestEpoch().rowsPerSecond()).isPositive();
        }
    }

    @Test
    void endsWithTheParametersOfItsBestEpoch() throws IOException {
        try (StudentModel model = model()) {
            TrainResult result = train(settings(8, 0), folder, model, TrainerTest::epochs, TRAIN.size(), VALIDATION);

            assertThat(ValidationScore.of(model, VALIDATION))
                    .isEqualTo(result.bestEpoch().validation());
            assertThat(result.history().epochs()).allSatisfy(epoch -> assertThat(
                            epoch.validation().isBetterThan(result.bestEpoch().validation()))
                    .isFalse());
        }
    }

    @Test
    void resumedEqualsUndisturbedBitByBit(@TempDir Path other) throws IOException {
        try (StudentModel whole = model();
                StudentModel interrupted = model();
                StudentModel resumed = model()) {
            TrainResult undisturbed =
                    train(settings(4, 0), folder, whole, TrainerTest::epochs, TRAIN.size(), VALIDATION);
            train(settings(2, 0), other, interrupted, TrainerTest::epochs, TRAIN.size(), VALIDATION);
            TrainResult result = train(settings(4, 0), other, resumed, TrainerTest::epochs, TRAIN.size(), VALIDATION);

            assertThat(resumed.exportParameters()).isDeepEqualTo(whole.exportParameters());
            assertThat(result.history().epochs())
                    .usingRecursiveComparison()
                    .ignoringFields("seconds")
                    .isEqualTo(undisturbed.history().epochs());
        }
    }

    @Test
    void resumesAnEpochThatFailedHalfway(@TempDir Path other) throws IOException {
        IntFunction<Iterator<Example>> failing =
                epoch -> epoch < 3 ? TRAIN.iterator() : new FailingIterator(TRAIN.iterator(), 200);
        try (StudentModel whole = model();
                StudentModel resumed = model()) {
            train(settings(4, 0), folder, whole, TrainerTest::epochs, TRAIN.size(), VALIDATION);
            assertThatThrownBy(() -> train(settings(4, 0), other, resumed, failing, TRAIN.size(), VALIDATION))
                    .hasMessage("the cluster went away");
            train(settings(4, 0), other, resumed, TrainerTest::epochs, TRAIN.size(), VALIDATION);

            assertThat(resumed.exportParameters()).isDeepEqualTo(whole.exportParameters());
        }
    }

    @Test
    void goesOnWithinAnEpochFromTheLastCheckpoint(@TempDir Path other) throws IOException {
        IntFunction<Iterator<Example>> failing =
                epoch -> epoch < 2 ? TRAIN.iterator() : new FailingIterator(TRAIN.iterator(), 200);
        try (StudentModel whole = model();
                StudentModel resumed = model()) {
            TrainResult expected = train(settings(3, 0), folder, whole, TrainerTest::epochs, TRAIN.size(), VALIDATION);
            assertThatThrownBy(() -> train(settings(3, 0), afterEveryStep(other), resumed, failing))
                    .hasMessage("the cluster went away");
            assertThat(Checkpoint.read(other, identity(resumed))
                            .orElseThrow()
                            .part()
                            .steps())
                    .as("of 13 steps per epoch; a window of 4 batches is read ahead")
                    .isEqualTo(13 + 4);
            TrainResult result = train(settings(3, 0), afterEveryStep(other), resumed, TrainerTest::epochs);

            assertThat(resumed.exportParameters()).isDeepEqualTo(whole.exportParameters());
            assertThat(result.history().epochs()).hasSize(3);
            assertThat(result.bestEpoch().validation())
                    .isEqualTo(expected.bestEpoch().validation());
            assertThat(result.history().epochs().get(1).rows()).isEqualTo(TRAIN.size());
        }
    }

    @Test
    void writesACheckpointOnlyWhenOneIsDue() throws IOException {
        Checkpoints hourly = new Checkpoints(Duration.ofHours(1), folder, file -> {}, error -> {
            throw error;
        });
        try (StudentModel model = model()) {
            train(settings(3, 0), hourly, model, TrainerTest::epochs);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void validatesAsOftenAsTheSettingsSay() throws IOException {
        try (StudentModel byEpochs = model();
                StudentModel bySteps = model();
                StudentModel byThreeEpochs = model()) {
            train(settings(4, 0), folder.resolve("a"), byEpochs, TrainerTest::epochs, TRAIN.size(), List.of());
            TrainResult often =
                    train(every(5, STEPS), folder.resolve("b"), bySteps, TrainerTest::epochs, TRAIN.size(), List.of());
            assertThat(often.history().epochs()).as("of 52 steps").hasSize(11);
            assertThat(often.history().epochs().get(0).rows()).isEqualTo(5 * 32);
            assertThat(often.history().epochs().stream()
                            .mapToLong(EpochReport::rows)
                            .sum())
                    .isEqualTo(4L * TRAIN.size());
            assertThat(bySteps.exportParameters()).isDeepEqualTo(byEpochs.exportParameters());
            TrainResult seldom = train(
                    every(3, EPOCHS), folder.resolve("c"), byThreeEpochs, TrainerTest::epochs, TRAIN.size(), List.of());
            assertThat(seldom.history().epochs())
                    .extracting(EpochReport::rows)
                    .containsExactly(3L * TRAIN.size(), (long) TRAIN.size());
            assertThat(byThreeEpochs.exportParameters()).isDeepEqualTo(byEpochs.exportParameters());
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("Epoch 4 of 4: loss", "Validation 1 of 11: loss", "Validation 2 of 2: loss");
    }

    @Test
    void aScheduleGoesOnWhereAnEpochFailed(@TempDir Path other) throws IOException {
        TrainerSettings settings = settings(4, 0, new Schedule.Cosine(0.2));
        IntFunction<Iterator<Example>> failing =
                epoch -> epoch < 3 ? TRAIN.iterator() : new FailingIterator(TRAIN.iterator(), 200);
        try (StudentModel whole = model();
                StudentModel resumed = model();
                StudentModel flat = model()) {
            train(settings, folder, whole, TrainerTest::epochs, TRAIN.size(), VALIDATION);
            assertThatThrownBy(() -> train(settings, other, resumed, failing, TRAIN.size(), VALIDATION))
                    .hasMessage("the cluster went away");
            train(settings, other, resumed, TrainerTest::epochs, TRAIN.size(), VALIDATION);
            train(settings(4, 0), folder.resolve("flat"), flat, TrainerTest::epochs, TRAIN.size(), VALIDATION);

            assertThat(resumed.exportParameters()).isDeepEqualTo(whole.exportParameters());
            assertThat(flat.exportParameters()[0]).isNotEqualTo(whole.exportParameters()[0]);
        }
    }

    @Test
    void aScheduleIsThatOfItsEpochs() throws IOException {
        try (StudentModel model = model()) {
            Schedule linear = new Schedule.Linear(0);
            train(settings(1, 0, linear), folder, model, TrainerTest::epochs, TRAIN.size(), VALIDATION);

            assertThatThrownBy(() ->
                            train(settings(2, 0, linear), folder, model, TrainerTest::epochs, TRAIN.size(), VALIDATION))
                    .hasMessageContaining("schedule Linear[warmupShare=0.0] of 1 epochs")
                    .hasMessageContaining("schedule Linear[warmupShare=0.0] of 2 epochs");
        }
    }

    @Test
    void takesNoStepsWhenItHadFinished() throws IOException {
        try (StudentModel first = model();
                StudentModel second = model()) {
            train(settings(2, 0), folder, first, TrainerTest::epochs, TRAIN.size(), VALIDATION);
            train(
                    settings(2, 0),
                    folder,
                    second,
                    epoch -> {
                        throw new AssertionError("asked for epoch " + epoch);
                    },
                    TRAIN.size(),
                    VALIDATION);

            assertThat(second.exportParameters()).isDeepEqualTo(first.exportParameters());
        }
    }

    @Test
    void refusesTheCheckpointOfAnotherTraining() throws IOException {
        try (StudentModel model = model()) {
            train(settings(1, 0), folder, model, TrainerTest::epochs, TRAIN.size(), VALIDATION);

            assertThatThrownBy(() -> train(settings(1, 0), folder, model, TrainerTest::epochs, 399, VALIDATION))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Cannot resume training: " + folder.resolve("checkpoint.bin")
                            + " belongs to another training: driver, network Mlp[")
                    .hasMessageContaining("examples 400 instead of driver, network Mlp[")
                    .hasMessageEndingWith("examples 399; delete it, or use another folder");
        }
    }

    @Test
    void stopsWhenValidationHasStalled() throws IOException {
        List<Example> opposite = VALIDATION.stream()
                .map(row -> new Example(null, null, row.features(), 1 - row.label(), null))
                .toList();
        try (StudentModel model = model()) {
            TrainResult result = train(settings(50, 3), folder, model, TrainerTest::epochs, TRAIN.size(), opposite);

            assertThat(result.ending()).isEqualTo(TrainResult.Ending.PATIENCE);
            assertThat(result.history().epochs()).hasSize(result.bestEpoch().epoch() + 3);
        }
    }

    @Test
    void keepsTheLastEpochWhereThereIsNothingToValidate() throws IOException {
        try (StudentModel model = model()) {
            TrainResult result = train(settings(3, 1), folder, model, TrainerTest::epochs, TRAIN.size(), List.of());

            assertThat(result.bestEpoch().epoch()).isEqualTo(3);
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("no labeled validation examples");
        }
    }

    @Test
    void printsOneLineAnEpochWithoutATerminal() throws IOException {
        try (StudentModel model = model()) {
            train(settings(2, 0), folder, model, TrainerTest::epochs, TRAIN.size(), VALIDATION);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allMatch(line -> line.matches("Epoch [12] of 2: loss \\d\\.\\d{4}, validation accuracy \\d\\.\\d{4}, "
                        + "nll \\d\\.\\d{4}; 400 rows in \\d+\\.\\d s, \\d+ rows/s"));
    }

    @Test
    void refusesAnEpochWithoutExamples() {
        try (StudentModel model = model()) {
            assertThatThrownBy(() -> train(
                            settings(1, 0),
                            folder,
                            model,
                            epoch -> List.<Example>of().iterator(),
                            0,
                            VALIDATION))
                    .hasMessage("Cannot train: there are no examples in epoch 1");
        }
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> settings(0, 0)).hasMessage("Cannot train: epochs is 1 or more: 0");
        assertThatThrownBy(() -> settings(1, -1)).hasMessage("Cannot train: patience is 0 or more: -1");
    }

    private TrainResult train(
            TrainerSettings settings,
            Path checkpoints,
            StudentModel model,
            IntFunction<Iterator<Example>> examplesOfEpoch,
            int examples,
            List<Example> validation)
            throws IOException {
        return train(settings, Checkpoints.in(checkpoints), model, examplesOfEpoch, examples, validation);
    }

    private TrainResult train(
            TrainerSettings settings,
            Checkpoints checkpoints,
            StudentModel model,
            IntFunction<Iterator<Example>> examplesOfEpoch)
            throws IOException {
        return train(settings, checkpoints, model, examplesOfEpoch, TRAIN.size(), VALIDATION);
    }

    private TrainResult train(
            TrainerSettings settings,
            Checkpoints checkpoints,
            StudentModel model,
            IntFunction<Iterator<Example>> examplesOfEpoch,
            int examples,
            List<Example> validation)
            throws IOException {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Rounds rounds = new DriverRounds(settings, model, examplesOfEpoch, examples);
        return new Trainer(settings, checkpoints, new LineProgress(out)).train(model, rounds, validation);
    }

    private static Checkpoints afterEveryStep(Path checkpoints) {
        return new Checkpoints(Duration.ofNanos(1), checkpoints, file -> {}, error -> {
            throw error;
        });
    }

    private static String identity(StudentModel model) {
        Rounds rounds = new DriverRounds(settings(3, 0), model, TrainerTest::epochs, TRAIN.size());
        return settings(3, 0).identity(model, rounds);
    }

    private static TrainerSettings every(long count, TrainConfig.Interval.Unit unit) {
        TrainerSettings standard = settings(4, 0);
        return new TrainerSettings(
                new TrainConfig.Stopping(4, 0, 1000, new TrainConfig.Interval(count, unit)),
                standard.optimization(),
                standard.windowBatches(),
                standard.seed(),
                standard.loss());
    }

    private static TrainerSettings settings(int epochs, int patience) {
        return settings(epochs, patience, Schedule.constant());
    }

    private static TrainerSettings settings(int epochs, int patience, Schedule schedule) {
        WeightedLoss loss = new WeightedLoss(new SoftTargetLoss(2), 0.5, new HardLabelLoss(), 0.5);
        return new TrainerSettings(
                new TrainConfig.Stopping(epochs, patience, 1000),
                new TrainConfig.Optimization(32, Adam.of(0.01), schedule, new GradientClipping(5)),
                4,
                5,
                loss);
    }

    private static Iterator<Example> epochs(int epoch) {
        return TRAIN.iterator();
    }

    private static StudentModel model() {
        return StudentModel.forFeatures(new Mlp(List.of(16), 0.2), FEATURES, 2, 3);
    }

    private static List<Example> examples(int count, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] features = new float[FEATURES];
            for (int j = 0; j < FEATURES; j++) {
                features[j] = (float) random.nextGaussian();
            }
            int label = features[0] + features[1] > 0 ? 1 : 0;
            float[] target = label == 1 ? new float[] {0.2f, 0.8f} : new float[] {0.8f, 0.2f};
            examples.add(new Example(null, null, features, label, target));
        }
        return examples;
    }

    /** Gives some elements, then fails. */
    private static final class FailingIterator implements Iterator<Example> {
        private final Iterator<Example> examples;
        private int left;

        FailingIterator(Iterator<Example> examples, int count) {
            this.examples = examples;
            this.left = count;
        }

        @Override
        public boolean hasNext() {
            return examples.hasNext();
        }

        @Override
        public Example next() {
            if (left-- == 0) {
                throw new IllegalStateException("the cluster went away");
            }
            return examples.next();
        }
    }
}
