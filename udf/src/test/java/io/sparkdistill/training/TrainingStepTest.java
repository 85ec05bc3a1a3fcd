package io.sparkdistill.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.sparkdistill.engine.PyTorch;
import io.sparkdistill.loss.HardLabelLoss;
import io.sparkdistill.loss.Loss;
import io.sparkdistill.loss.SoftTargetLoss;
import io.sparkdistill.loss.WeightedLoss;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.Samples;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.optimizer.Adadelta;
import io.sparkdistill.optimizer.Adam;
import io.sparkdistill.optimizer.AdamW;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Optimizer;
import io.sparkdistill.optimizer.Sgd;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TrainingStepTest {
    private static final BiLstm SMALL = new BiLstm(WordVectors.tuned(16), 12, 10, 0.1, Pooling.MAX);
    private static final Loss HINTON = new WeightedLoss(new SoftTargetLoss(2), 0.5, new HardLabelLoss(), 0.5);

    @Test
    void aBiLstmLearnsSentences() {
        List<Example> examples = Samples.sentences(512, 1);
        try (StudentModel model = model(1)) {
            train(model, Adam.of(0.01), examples, 10);

            assertThat(Samples.accuracy(model, Samples.sentences(200, 9))).isGreaterThan(0.9);
        }
    }

    @Test
    void aBiLstmLearnsPairs() {
        List<Example> examples = Samples.pairs(2_000, 1);
        try (StudentModel model = model(2)) {
            double before = Samples.accuracy(model, examples);
            train(model, Adam.of(0.01), examples, 8);

            assertThat(Samples.accuracy(model, examples)).isGreaterThan(Math.max(0.75, before));
        }
    }

    @Test
    void anMlpLearnsFeaturesWithEveryOptimizer() {
        List<Example> examples = Samples.features(512, 4, 1);
        for (Optimizer optimizer : optimizers()) {
            try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(16), 0.1), 4, 2, 3)) {
                train(model, optimizer, examples, 15);

                assertThat(Samples.accuracy(model, examples))
                        .as(optimizer.name())
                        .isGreaterThan(0.9);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameParametersAlsoBesideAnotherTraining() {
        List<Example> examples = Samples.sentences(256, 1);
        float[][] alone = trained(examples, 5);
        CompletableFuture<float[][]> first = CompletableFuture.supplyAsync(() -> trained(examples, 5));
        CompletableFuture<float[][]> other = CompletableFuture.supplyAsync(() -> trained(examples, 6));

        assertThat(first.join()).isDeepEqualTo(alone);
        assertThat(other.join()[1]).isNotEqualTo(alone[1]);
    }

    @Test
    void updatesOnlyTheWordsOfTheBatch() {
        try (StudentModel model = model(1)) {
            float[] before = model.exportParameters()[0];
            try (TrainingStep step = new TrainingStep(model, HINTON, Adam.of(0.1), GradientClipping.none())) {
                step.step(List.of(
                        new Example(new int[] {5, 7, 5}, null, null, 1, new float[] {0, 1}),
                        new Example(new int[] {5}, null, null, 0, new float[] {1, 0})));
            }
            float[] after = model.exportParameters()[0];
            for (int word = 0; word < model.task().vocabularySize(); word++) {
                boolean changed = after[word * 16] != before[word * 16];
                assertThat(changed).as("word %d", word).isEqualTo(word == 5 || word == 7);
            }
            assertThat(after).startsWith(new float[16 * (Vocabulary.PADDING + 1)]);
        }
    }

    @Test
    void theGradientOfEmbeddingsIsThatOfTheWholeTable() {
        // With plain descent the update is the gradient itself: compare it with a difference quotient.
        BiLstm network = new BiLstm(WordVectors.tuned(3), 4, 5, 0, Pooling.LAST);
        List<Example> batch = Samples.sentences(6, 4);
        try (StudentModel model = StudentModel.forText(network, Samples.encoder(), 1, 2, 1)) {
            float[][] start = model.exportParameters();
            double rate = 0.1;
            step(model, new Sgd(rate, 0, 0), batch);
            float[][] end = model.exportParameters();
            for (int array = 0; array < start.length; array++) {
                int largest = largestDifference(start[array], end[array]);
                double gradient = (start[array][largest] - end[array][largest]) / rate;
                double slope = slope(model, start, array, largest, batch);
                assertThat(Math.abs(gradient)).as("array %d", array).isGreaterThan(2e-4);
                assertThat(gradient).as("array %d", array).isCloseTo(slope, within(0.02 * Math.abs(slope) + 1e-5));
            }
        }
    }

    @Test
    void learnsFromGivenVectorsAndLeavesFrozenOnesAlone() {
        float[] given = new float[16];
        Arrays.fill(given, 0.5f);
        String word = Samples.encoder().vocabulary().words().get(5);
        for (WordVectors.Tuning tuning : WordVectors.Tuning.values()) {
            BiLstm network = new BiLstm(new WordVectors(16, tuning), 12, 10, 0.1, Pooling.MAX);
            try (StudentModel model =
                    StudentModel.forText(network, Samples.encoder(), Map.of(word, given, "no such", given), 1, 2, 3)) {
                float[][] before = model.exportParameters();
                train(model, Adam.of(0.01), Samples.sentences(256, 1), 20);
                float[][] after = model.exportParameters();
                int tables = tuning == WordVectors.Tuning.BOTH ? 2 : 1;
                for (int table = 0; table < tables; table++) {
                    boolean frozen = model.parameterShapes().get(table).name().equals(WordVectors.FROZEN_TABLE);
                    assertThat(Arrays.copyOfRange(before[table], 5 * 16, 6 * 16))
                            .isEqualTo(given);
                    assertThat(Arrays.equals(before[table], after[table]))
                            .as("%s, table %d", tuning, table)
                            .isEqualTo(frozen);
                }
                assertThat(before[tables - 1]).isEqualTo(before[0]);
                assertThat(after[tables]).isNotEqualTo(before[tables]);
                assertThat(Samples.accuracy(model, Samples.sentences(256, 1))).isGreaterThan(0.75);
            }
        }
    }

    @Test
    void goesOnFromASnapshotAsIfItHadNeverStopped() {
        List<Example> batch = Samples.sentences(32, 1);
        try (StudentModel whole = model(1);
                StudentModel resumed = model(1);
                TrainingStep step = new TrainingStep(whole, HINTON, Adam.of(0.01), GradientClipping.none())) {
            step.step(batch);
            TrainingState state = step.state();
            step.reseed(3);
            step.step(batch);
            try (TrainingStep second = new TrainingStep(resumed, HINTON, Adam.of(0.01), GradientClipping.none())) {
                second.restore(state);
                second.reseed(3);
                second.step(batch);
            }

            assertThat(state.optimizer().step()).isEqualTo(1);
            assertThat(resumed.exportParameters()).isDeepEqualTo(whole.exportParameters());
        }
    }

    @Test
    void leavesNoArraysBehind() {
        for (Optimizer optimizer : optimizers()) {
            try (StudentModel model = model(1);
                    NDManager probe = model.newManager();
                    TrainingStep step = new TrainingStep(model, HINTON, optimizer, new GradientClipping(1))) {
                step.step(Samples.sentences(16, 1));
                int arrays = probe.getParentManager().getManagedArrays().size();
                for (int i = 0; i < 20; i++) {
                    step.step(Samples.sentences(16, i));
                    model.logits(Samples.sentences(16, i));
                }
                model.importParameters(model.exportParameters());

                assertThat(probe.getParentManager().getManagedArrays()).hasSize(arrays);
            }
        }
    }

    @Test
    void reportsTheLossAndTheLabeledRows() {
        List<Example> batch = List.of(
                new Example(null, null, new float[] {1}, 0, new float[] {1, 0}),
                new Example(null, null, new float[] {1}, Example.UNLABELED, new float[] {1, 0}));
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(), 0), 1, 2, 1);
                TrainingStep step =
                        new TrainingStep(model, new HardLabelLoss(), Adam.of(0.1), GradientClipping.none())) {
            model.importParameters(new float[][] {{0, 0}, {0, 0}});

            StepResult result = step.step(batch);

            assertThat(result.loss()).isCloseTo(Math.log(2), within(1e-6));
            assertThat(result.rows()).isEqualTo(2);
            assertThat(result.labeledRows()).isEqualTo(1);
        }
    }

    @Test
    void stopsAtALossThatIsNotFinite() {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(), 0), 1, 2, 1);
                TrainingStep step =
                        new TrainingStep(model, new HardLabelLoss(), Adam.of(0.1), GradientClipping.none())) {
            assertThatThrownBy(() -> step.step(List.of(new Example(null, null, new float[] {Float.NaN}, 0, null))))
                    .isInstanceOf(DivergedException.class)
                    .hasMessage(
                            "Cannot take training step 1: the loss is not finite: NaN (logits out of range in 1 of the 1"
                                    + " rows of its batch; try a lower learning rate, clipping, or smaller inputs)");
        }
    }

    @Test
    void stopsAtLogitsThatAreFiniteButTooLarge() {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(), 0), 1, 2, 1);
                TrainingStep step =
                        new TrainingStep(model, new HardLabelLoss(), new Sgd(1e12, 0, 0), GradientClipping.none())) {
            List<Example> batch = List.of(
                    new Example(null, null, new float[] {1}, 0, null),
                    new Example(null, null, new float[] {-1}, 1, null));
            step.step(batch);

            assertThatThrownBy(() -> step.step(batch))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageMatching(
                            "Cannot take training step 2: a logit is beyond 1000000.0: [0-9.]+E1[12] \\(logits"
                                    + " out of range in 2 of the 2 rows of its batch; .*");
        }
    }

    private static List<Optimizer> optimizers() {
        return List.of(
                Adam.of(0.01),
                new AdamW(Adam.of(0.01).withWeightDecay(0.01)),
                new Sgd(0.05, 0.9, 1e-4),
                Adadelta.standard());
    }

    private static StudentModel model(int sentences) {
        return StudentModel.forText(SMALL, Samples.encoder(), sentences, 2, 1);
    }

    private static float[][] trained(List<Example> examples, long seed) {
        PyTorch.useThreads(1); // Sums of several threads differ in their last bit.
        try (StudentModel model = model(1);
                TrainingStep step = new TrainingStep(model, HINTON, Adam.of(0.01), GradientClipping.none())) {
            step.reseed(seed);
            new Batches(examples.iterator(), 32, 4, 1).forEachRemaining(step::step);
            return model.exportParameters();
        }
    }

    private static void train(StudentModel model, Optimizer optimizer, List<Example> examples, int epochs) {
        try (TrainingStep step = new TrainingStep(model, HINTON, optimizer, new GradientClipping(5))) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                new Batches(examples.iterator(), 32, 8, epoch).forEachRemaining(step::step);
            }
        }
    }

    private static double step(StudentModel model, Optimizer optimizer, List<Example> batch) {
        try (TrainingStep step = new TrainingStep(model, new HardLabelLoss(), optimizer, GradientClipping.none())) {
            return step.step(batch).loss();
        }
    }

    private static int largestDifference(float[] first, float[] second) {
        int largest = 0;
        for (int i = 1; i < first.length; i++) {
            if (Math.abs(first[i] - second[i]) > Math.abs(first[largest] - second[largest])) {
                largest = i;
            }
        }
        return largest;
    }

    private static double slope(StudentModel model, float[][] start, int array, int place, List<Example> batch) {
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            float[][] moved = Arrays.stream(start).map(float[]::clone).toArray(float[][]::new);
            moved[array][place] += side == 0 ? 0.01f : -0.01f;
            model.importParameters(moved);
            losses[side] = step(model, new Sgd(1e-9, 0, 0), batch);
        }
        return (losses[0] - losses[1]) / 0.02;
    }
}
