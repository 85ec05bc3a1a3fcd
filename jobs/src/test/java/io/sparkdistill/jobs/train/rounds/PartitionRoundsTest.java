package io.sparkdistill.jobs.train.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.jobs.LocalSpark;
import io.sparkdistill.jobs.config.TrainConfig;
import io.sparkdistill.jobs.train.examples.Shard;
import io.sparkdistill.jobs.train.examples.ShardTest;
import io.sparkdistill.loss.FeatureLoss;
import io.sparkdistill.loss.HardLabelLoss;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.loss.RelationLoss;
import io.sparkdistill.loss.SoftTargetLoss;
import io.sparkdistill.loss.WeightedLoss;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.optimizer.Adam;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Schedule;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.training.TrainingState;
import io.sparkdistill.training.TrainingStep;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionRoundsTest {
    private static final int CLASSES = 2;
    private static final Loss HIDDEN = new WeightedLoss(
            new FeatureLoss(FeatureLoss.Distance.MSE, 2), 1, new RelationLoss(RelationLoss.Relation.DISTANCE), 1);
    private static final Schedule SCHEDULE = new Schedule.Cosine(0.1);
    private static final int EXAMPLES = 500;
    private static final int CHUNKS = 3;
    private static final AtomicInteger READS_LEFT = new AtomicInteger();

    @TempDir
    private Path folder;

    @BeforeEach
    void oneThread() {
        PyTorch.useThreads(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void onOnePartitionEqualTheDriverBitByBit(int localSteps, @TempDir Path other) throws IOException {
        Shard whole = Shard.of(rows(EXAMPLES).iterator(), CHUNKS).next();
        try (StudentModel driver = model();
                StudentModel partition = model()) {
            Rounds rounds = new DriverRounds(settings(3), driver, epoch -> whole.examples(5, epoch, 0), EXAMPLES);
            TrainResult expected = trainer(settings(3), folder).train(driver, rounds, validation());
            TrainResult result = train(partition, 3, localSteps, other, shards(EXAMPLES));

            assertThat(partition.exportParameters()).isDeepEqualTo(driver.exportParameters());
            assertThat(result.bestEpoch().validation())
                    .isEqualTo(expected.bestEpoch().validation());
            assertThat(result.bestEpoch().rows()).isEqualTo(EXAMPLES);
        }
    }

    @Test
    void learnTheProjectionOfHiddenStatesAsTheDriverDoes(@TempDir Path other) throws IOException {
        Shard whole = Shard.of(rows(EXAMPLES).iterator(), CHUNKS).next();
        TrainerSettings settings = settings(2, HIDDEN);
        try (StudentModel driver = model();
                StudentModel partition = model()) {
            Rounds rounds = new DriverRounds(settings, driver, epoch -> whole.examples(5, epoch, 0), EXAMPLES);
            trainer(settings, folder).train(driver, rounds, validation());
            JavaRDD<Shard> failing = failingAfter(shards(EXAMPLES), 8);
            assertThatThrownBy(() -> trainer(settings, other)
                            .train(partition, new PartitionRounds(settings, partition, failing, 2), validation()))
                    .hasMessageContaining("executor lost");
            trainer(settings, other)
                    .train(partition, new PartitionRounds(settings, partition, shards(EXAMPLES), 2), validation());

            assertThat(partition.exportParameters()).isDeepEqualTo(driver.exportParameters());
        }
    }

    @Test
    void fitAStudentOnUnequalAndEmptyPartitions() throws IOException {
        try (StudentModel model = model()) {
            TrainResult result = train(model, 12, 2, folder, shards(300, 0, 40, 1, 0, 159));

            assertThat(result.history().epochs()).allMatch(epoch -> epoch.rows() == EXAMPLES);
            assertThat(result.bestEpoch().validation().accuracy()).isGreaterThan(0.9);
        }
    }

    @Test
    void giveTheSameBitsAgain(@TempDir Path other) throws IOException {
        try (StudentModel first = model();
                StudentModel second = model()) {
            train(first, 2, 2, folder, shards(90, 110, 50, 50, 70, 30, 100));
            train(second, 2, 2, other, shards(90, 110, 50, 50, 70, 30, 100));

            assertThat(second.exportParameters()).isDeepEqualTo(first.exportParameters());
        }
    }

    @Test
    void weighPartitionsByTheExamplesTheySaw() {
        TrainerSettings settings = settings(1);
        try (StudentModel model = model()) {
            TrainingState start = settings.step(model, 2).state();
            TrainingState small = run(settings, model, shards(32), start).state();
            TrainingState both = run(settings, model, shards(32, 64), start).state();
            TrainingState large =
                    run(settings, model, secondOf(shards(32, 64)), start).state();

            for (int i = 0; i < both.parameters()[0].length; i++) {
                float expected = (small.parameters()[0][i] + 2 * large.parameters()[0][i]) / 3;
                assertThat(both.parameters()[0][i]).isCloseTo(expected, within(1e-6f));
            }
            assertThat(both.optimizer().step()).isEqualTo(2);
        }
    }

    @Test
    void goOnAfterTheRoundBeforeAKill(@TempDir Path other) throws IOException {
        try (StudentModel whole = model();
                StudentModel resumed = model()) {
            train(whole, 2, 2, folder, shards(250, 250));
            JavaRDD<Shard> failing = failingAfter(shards(250, 250), 8);
            assertThatThrownBy(() -> train(resumed, 2, 2, other, failing)).hasMessageContaining("executor lost");
            assertThat(Checkpoints.in(other)
                            .read(identity(resumed))
                            .orElseThrow()
                            .part()
                            .steps())
                    .isPositive();
            train(resumed, 2, 2, other, shards(250, 250));

            assertThat(resumed.exportParameters()).isDeepEqualTo(whole.exportParameters());
        }
    }

    @Test
    void tellOfTheExamplesOfEveryRound() {
        TrainerSettings settings = settings(1);
        List<Integer> told = new ArrayList<>();
        try (StudentModel model = model();
                TrainingStep step = settings.step(model, 2)) {
            Rounds rounds = new PartitionRounds(settings, model, shards(300, 200), 4);
            TrainingState state = step.state();
            long done = 0;
            while (done < rounds.stepsOfEpoch()) {
                Rounds.Outcome outcome = rounds.run(state, span(done), (taken, meanLoss) -> told.add(taken.rows()));
                state = outcome.state();
                done += outcome.steps();
            }
        }
        assertThat(told).hasSizeGreaterThan(1).first().isEqualTo(2 * 4 * 32);
        assertThat(told.stream().mapToInt(Integer::intValue).sum()).isEqualTo(EXAMPLES);
    }

    @Test
    void refuseToTrainOnNothing() {
        try (StudentModel model = model()) {
            assertThatThrownBy(() -> train(model, 1, 2, folder, shards(0, 0)))
                    .hasMessage("Cannot train: there are no examples in epoch 1");
        }
    }

    private static String identity(StudentModel model) {
        return settings(2).identity(model, new PartitionRounds(settings(2), model, shards(250, 250), 2));
    }

    private static Rounds.Outcome run(
            TrainerSettings settings, StudentModel model, JavaRDD<Shard> shards, TrainingState start) {
        return new PartitionRounds(settings, model, shards, 100).run(start, span(0), (step, meanLoss) -> {});
    }

    private static Rounds.Span span(long first) {
        return new Rounds.Span(first, Long.MAX_VALUE, () -> false);
    }

    /** Can be read so many times before every task fails. */
    private static JavaRDD<Shard> failingAfter(JavaRDD<Shard> shards, int reads) {
        READS_LEFT.set(reads);
        return shards.map(shard -> {
            if (READS_LEFT.decrementAndGet() < 0) {
                throw new IllegalStateException("executor lost in task " + TaskContext.getPartitionId());
            }
            return shard;
        });
    }

    private static JavaRDD<Shard> secondOf(JavaRDD<Shard> shards) {
        return JavaSparkContext.fromSparkContext(shards.context())
                .parallelize(List.of(shards.collect().get(1)), 1);
    }

    /** The same examples, cut into partitions of these sizes. */
    private static JavaRDD<Shard> shards(int... sizes) {
        List<Row> rows = rows(EXAMPLES);
        List<Shard> shards = new ArrayList<>();
        int start = 0;
        for (int size : sizes) {
            shards.add(Shard.of(rows.subList(start, start + size).iterator(), CHUNKS)
                    .next());
            start += size;
        }
        return JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
                .parallelize(shards, shards.size());
    }

    private static TrainResult train(
            StudentModel model, int epochs, int localSteps, Path checkpoints, JavaRDD<Shard> shards)
            throws IOException {
        TrainerSettings settings = settings(epochs);
        return trainer(settings, checkpoints)
                .train(model, new PartitionRounds(settings, model, shards, localSteps), validation());
    }

    private static Trainer trainer(TrainerSettings settings, Path checkpoints) {
        PrintStream out = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Trainer(settings, Checkpoints.in(checkpoints), new LineProgress(out));
    }

    private static TrainerSettings settings(int epochs) {
        return settings(epochs, new WeightedLoss(new SoftTargetLoss(2), 0.5, new HardLabelLoss(), 0.5));
    }

    private static TrainerSettings settings(int epochs, Loss loss) {
        return new TrainerSettings(
                new TrainConfig.Stopping(epochs, 0, 1000),
                new TrainConfig.Optimization(32, Adam.of(0.01), SCHEDULE, new GradientClipping(5)),
                2,
                5,
                loss);
    }

    private static StudentModel model() {
        return StudentModel.forFeatures(new Mlp(List.of(16), 0.2), 4, CLASSES, 3);
    }

    private static List<Example> validation() {
        Iterator<Example> examples = Shard.of(
                        rows(EXAMPLES + 200).subList(EXAMPLES, EXAMPLES + 200).iterator(), CHUNKS)
                .next()
                .examples(0, 1, 0);
        List<Example> validation = new ArrayList<>();
        examples.forEachRemaining(validation::add);
        return validation;
    }

    /** Rows as the encoder gives them: the label says whether the first feature is above the second. */
    private static List<Row> rows(int count) {
        Random random = new Random(1);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    float[] features = new float[4];
                    for (int j = 0; j < features.length; j++) {
                        features[j] = 2 * random.nextFloat() - 1;
                    }
                    int label = features[0] > features[1] ? 1 : 0;
                    float[] target = label == 1 ? new float[] {0.2f, 0.8f} : new float[] {0.8f, 0.2f};
                    return ShardTest.row(
                            i, new Example(null, null, features, label, target, null, Arrays.copyOf(features, 2)));
                })
                .toList();
    }
}
