package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sparkdistill.loss.HardLabelLoss;
import io.sparkdistill.loss.SoftTargetLoss;
import io.sparkdistill.optimizer.Adam;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Optimizer;
import io.sparkdistill.optimizer.Sgd;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.training.Epoch;
import io.sparkdistill.training.TrainingStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every network that reads text must do. */
class TextNetworkTest {
    static List<Network> networks() {
        return List.of(
                new BiLstm(WordVectors.tuned(12), 9, 7, 0.1, Pooling.MAX),
                new BiLstm(WordVectors.tuned(12), 9, 7, 0.1, Pooling.LAST),
                new Cnn(WordVectors.tuned(12), List.of(1, 2, 4), 6, 0.2),
                new Transformer(WordVectors.tuned(12), 2, 3, 10, 0.1));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void paddingDoesNotChangeAResult(Network network) {
        for (int sentences = 1; sentences <= 2; sentences++) {
            List<Example> examples = sentences == 1 ? Samples.sentences(64, 2) : Samples.pairs(64, 2);
            try (StudentModel model = trained(network, sentences, examples)) {
                for (float[][] batched : List.of(
                        model.logits(examples),
                        model.inferenceMode(Long.MAX_VALUE).logits(examples))) {
                    for (int i = 0; i < batched.length; i++) {
                        float[] single = model.logits(List.of(examples.get(i)))[0];
                        assertThat(batched[i]).containsExactly(single, within(1e-5f));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void askingLeavesNothingWithTheModel(Network network) {
        List<Example> examples = Samples.sentences(64, 2);
        for (WordVectors.Tuning tuning : WordVectors.Tuning.values()) {
            try (StudentModel model = StudentModel.forText(with(network, tuning), Samples.encoder(), 1, 3, 1);
                    NDManager pass = model.newManager()) {
                long before = values(pass.getParentManager());
                StudentModel.InferenceMode asked = model.inferenceMode(Long.MAX_VALUE);
                long precomputed = model.network().precomputedValuesPerWord()
                        * Samples.encoder().vocabulary().size();
                assertThat(asked.precomputedBytes()).isEqualTo(4 * precomputed);
                assertThat(values(pass.getParentManager())).isEqualTo(before + precomputed);
                asked.logits(examples);
                assertThat(values(pass.getParentManager())).isEqualTo(before + precomputed);
            }
        }
    }

    private static long values(NDManager manager) {
        return manager.getManagedArrays().stream().mapToLong(NDArray::size).sum();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void answersAlikeWithoutPrecomputedTables(Network network) {
        List<Example> examples = Samples.sentences(64, 2);
        for (WordVectors.Tuning tuning : WordVectors.Tuning.values()) {
            try (StudentModel model = StudentModel.forText(with(network, tuning), Samples.encoder(), 1, 3, 1)) {
                StudentModel.InferenceMode fast = model.inferenceMode(Long.MAX_VALUE);
                StudentModel.InferenceMode small = model.inferenceMode(Math.max(0, fast.precomputedBytes() - 1));
                assertThat(small.precomputedBytes()).isZero();
                assertThat(model.inferenceMode(fast.precomputedBytes()).precomputedBytes())
                        .isEqualTo(fast.precomputedBytes());
                float[][] expected = fast.logits(examples);
                float[][] answered = small.logits(examples);
                for (int row = 0; row < expected.length; row++) {
                    assertThat(answered[row]).containsExactly(expected[row], within(1e-5f));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theLastLayerReadsTheHiddenStates(Network network) {
        List<Example> examples = Samples.pairs(64, 2);
        try (StudentModel model = StudentModel.forText(network, Samples.encoder(), 2, 2, 1)) {
            StudentModel.LogitsAndHidden answers = model.logitsAndHidden(examples);
            float[][] parameters = model.exportParameters();
            float[] weight = parameters[parameters.length - 2];
            float[] bias = parameters[parameters.length - 1];
            for (int row = 0; row < examples.size(); row++) {
                float[] hidden = answers.hidden()[row];
                assertThat(hidden).hasSize((int) model.hiddenWidth());
                double logit = bias[1];
                for (int i = 0; i < hidden.length; i++) {
                    logit += weight[hidden.length + i] * hidden[i];
                }
                assertThat((double) answers.logits()[row][1]).isCloseTo(logit, within(1e-5));
            }
            assertThat(answers.logits()).isDeepEqualTo(model.logits(examples));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradientsAreThoseOfDifferences(Network network) {
        // With plain descent the update is the gradient itself.
        List<Example> batch = Samples.pairs(8, 4);
        double rate = 0.01;
        try (StudentModel model = StudentModel.forText(without(network), Samples.encoder(), 2, 2, 1)) {
            float[][] start = model.exportParameters();
            step(model, new Sgd(rate, 0, 0), batch);
            float[][] end = model.exportParameters();
            SplittableRandom random = new SplittableRandom(1);
            for (int array = 0; array < start.length; array++) {
                int place = array == 0 ? batch.get(0).words()[0] * 12 : random.nextInt(start[array].length);
                double gradient = (start[array][place] - end[array][place]) / rate;
                assertThat(gradient)
                        .as(model.parameterShapes().get(array).name())
                        .isCloseTo(slope(model, start, array, place, batch), within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void learnsSentences(Network network) {
        List<Example> examples = Samples.sentences(512, 1);
        try (StudentModel model = StudentModel.forText(network, Samples.encoder(), 1, 2, 1)) {
            for (int epoch = 0; epoch < 12; epoch++) {
                train(model, examples, epoch);
            }
            assertThat(Samples.accuracy(model, Samples.sentences(200, 9))).isGreaterThan(0.85);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void isTheSameWhenReadAgain(Network network, @TempDir Path folder) throws IOException {
        List<Example> examples = Samples.sentences(20, 1);
        try (StudentModel model = StudentModel.forText(network, Samples.encoder(), 1, 3, 1)) {
            model.save(folder);
            try (StudentModel read = StudentModel.load(folder)) {
                assertThat(read.network()).isEqualTo(network);
                assertThat(read.logits(examples)).isDeepEqualTo(model.logits(examples));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void refusesFeatures(Network network) {
        assertThatThrownBy(() -> StudentModel.forFeatures(network, 10, 2, 1))
                .hasMessage("Cannot build a %s: it reads text, and the task has features: 10", network.name());
    }

    /** Also the vector of the padding, if a step can reach it, is no longer that of the start. */
    private static StudentModel trained(Network network, int sentences, List<Example> examples) {
        StudentModel model = StudentModel.forText(network, Samples.encoder(), sentences, 2, 1);
        train(model, examples, 1);
        return model;
    }

    private static void train(StudentModel model, List<Example> examples, long seed) {
        try (TrainingStep step =
                new TrainingStep(model, new SoftTargetLoss(1), Adam.of(0.01), new GradientClipping(5))) {
            new Epoch(32, 8, seed).run(step, examples.iterator(), (result, meanLoss) -> {});
        }
    }

    private static Network with(Network network, WordVectors.Tuning tuning) {
        WordVectors words = new WordVectors(12, tuning);
        if (network instanceof BiLstm bilstm) {
            return new BiLstm(words, bilstm.hidden(), bilstm.classifier(), bilstm.dropout(), bilstm.pooling());
        }
        return network instanceof Cnn cnn
                ? new Cnn(words, cnn.widths(), cnn.filters(), cnn.dropout())
                : new Transformer(words, 2, 3, 10, 0.1);
    }

    private static Network without(Network network) {
        if (network instanceof BiLstm bilstm) {
            return new BiLstm(WordVectors.tuned(12), bilstm.hidden(), bilstm.classifier(), 0, bilstm.pooling());
        }
        return network instanceof Cnn cnn
                ? new Cnn(WordVectors.tuned(12), cnn.widths(), cnn.filters(), 0)
                : new Transformer(WordVectors.tuned(12), 2, 3, 10, 0);
    }

    private static double step(StudentModel model, Optimizer optimizer, List<Example> batch) {
        try (TrainingStep step = new TrainingStep(model, new HardLabelLoss(), optimizer, GradientClipping.none())) {
            return step.step(batch).loss();
        }
    }

    private static double slope(StudentModel model, float[][] start, int array, int place, List<Example> batch) {
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            float[][] moved = Arrays.stream(start).map(float[]::clone).toArray(float[][]::new);
            moved[array][place] += side == 0 ? 0.004f : -0.004f;
            model.importParameters(moved);
            losses[side] = step(model, new Sgd(1e-9, 0, 0), batch);
        }
        return (losses[0] - losses[1]) / 0.008;
    }
}
