package io.sparkdistill.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.sparkdistill.export.OnnxStudent;
import io.sparkdistill.loss.HardLabelLoss;
import io.sparkdistill.optimizer.Adam;
import io.sparkdistill.optimizer.GradientClipping;
import io.sparkdistill.optimizer.Optimizer;
import io.sparkdistill.optimizer.Sgd;
import io.sparkdistill.student.InferenceMode;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.training.TrainingStep;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag$;

/** The tests that every network must pass. A network without a capability declares so by overriding a method. */
abstract class NetworkContract {
    private static final int FEATURES = 5;
    private static final int WIDTH = 12;
    private static final float TOLERANCE = 1e-5f;

    /**
     * Returns a small network.
     *
     * @param words the word vectors; unused by a network that reads features
     */
    abstract Network network(WordVectors words, double dropout);

    /**
     * Returns the parameter count for {@link Samples#encoder}, single sentences and two classes, by another formula
     * than that of the network.
     */
    abstract ParameterCount parameterCount();

    /** Returns the number of values per word that inference mode may precompute; 0 if none. */
    abstract long precomputedValuesPerWord();

    /** Returns whether inference mode copies the embedding tables into arrays of Java. */
    boolean copiesTables() {
        return false;
    }

    boolean readsText() {
        return true;
    }

    /** A small step, since a ReLU or a maximum may switch within it; not too small, since a loss is a float. */
    float differenceStep() {
        return 0.004f;
    }

    boolean dependsOnWordOrder() {
        return readsText();
    }

    private Network network() {
        return network(WordVectors.tuned(WIDTH), 0.1);
    }

    private StudentModel student(Network network, int sentences, int classes) {
        return readsText()
                ? StudentModel.forText(network, Samples.encoder(), sentences, classes, 1)
                : StudentModel.forFeatures(network, FEATURES, classes, 1);
    }

    private List<Example> examples(int count, int sentences, long seed) {
        if (!readsText()) {
            return Samples.features(count, FEATURES, seed);
        }
        return sentences == 2 ? Samples.pairs(count, seed) : Samples.sentences(count, seed);
    }

    /** Returns short texts and one of 200 words. */
    private List<Example> examplesOfUnequalLength(int sentences) {
        List<Example> examples = new ArrayList<>(examples(32, sentences, 3));
        if (readsText()) {
            int[] words = new Random(4).ints(200, 1, Samples.WORDS + 2).toArray();
            int[] pairWords = sentences == 2 ? new int[] {5, 3} : null;
            examples.add(new Example(words, pairWords, null, 1, new float[] {0.2f, 0.8f}));
        }
        return examples;
    }

    /**
     * Returns a trained student. If training can change the vector of the padding, it differs from its initial value.
     */
    private StudentModel trained(int sentences) {
        StudentModel model = student(network(), sentences, 2);
        try (TrainingStep step = step(model, Adam.of(0.01))) {
            List<Example> examples = examples(64, sentences, 2);
            for (int i = 0; i < 5; i++) {
                step.step(examples);
            }
        }
        return model;
    }

    private static TrainingStep step(StudentModel model, Optimizer optimizer) {
        return new TrainingStep(model, new HardLabelLoss(), optimizer, GradientClipping.none());
    }

    private static void assertSame(float[][] actual, float[][] expected) {
        assertThat(actual).hasSameDimensionsAs(expected);
        for (int row = 0; row < expected.length; row++) {
            assertThat(actual[row]).containsExactly(expected[row], within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aBatchHasTheLogitsOfEachExampleAlone(int sentences) {
        List<Example> examples = examplesOfUnequalLength(sentences);
        try (StudentModel model = trained(sentences)) {
            float[][] single = examples.stream()
                    .map(example -> model.logits(List.of(example))[0])
                    .toArray(float[][]::new);
            assertSame(model.logits(examples), single);
            assertSame(model.inferenceMode(Long.MAX_VALUE).logits(examples), single);
        }
    }

    @ParameterizedTest
    @EnumSource(WordVectors.Tuning.class)
    void inferenceModeHasEqualLogitsWithAndWithoutPrecomputedTables(WordVectors.Tuning tuning) {
        for (int sentences = 1; sentences <= 2; sentences++) {
            List<Example> examples = examplesOfUnequalLength(sentences);
            try (StudentModel model = student(network(new WordVectors(WIDTH, tuning), 0.1), sentences, 3)) {
                InferenceMode fast = model.inferenceMode(Long.MAX_VALUE);
                InferenceMode small = model.inferenceMode(Math.max(0, fast.precomputedBytes() - 1));
                assertThat(small.precomputedBytes()).isZero();
                assertThat(model.inferenceMode(fast.precomputedBytes()).precomputedBytes())
                        .isEqualTo(fast.precomputedBytes());
                float[][] expected = model.logits(examples);
                assertSame(fast.logits(examples), expected);
                assertSame(small.logits(examples), expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WordVectors.Tuning.class)
    void inferenceModeKeepsOnlyItsTablesInTheModelsMemory(WordVectors.Tuning tuning) {
        try (StudentModel model = student(network(new WordVectors(WIDTH, tuning), 0.1), 1, 3);
                NDManager pass = model.newManager()) {
            long before = values(pass.getParentManager());
            InferenceMode inference = model.inferenceMode(Long.MAX_VALUE);
            long precomputed = precomputedValuesPerWord() * model.task().vocabularySize();
            long copied = copiesTables() ? model.parameterCount().embeddings() : 0;
            assertThat(inference.precomputedBytes()).isEqualTo(4 * (precomputed + copied));
            assertThat(values(pass.getParentManager())).isEqualTo(before + precomputed);
            inference.logits(examples(64, 1, 2));
            model.inferenceMode(0).logits(examples(64, 1, 2));
            assertThat(values(pass.getParentManager()) - before).isIn(precomputed, 2 * precomputed);
        }
    }

    private static long values(NDManager manager) {
        return manager.getManagedArrays().stream().mapToLong(NDArray::size).sum();
    }

    @ParameterizedTest
    @EnumSource(WordVectors.Tuning.class)
    void onnxRuntimeComputesEqualLogits(WordVectors.Tuning tuning) {
        for (int sentences = 1; sentences <= 2; sentences++) {
            List<Example> examples = examplesOfUnequalLength(sentences);
            try (StudentModel model = student(network(new WordVectors(WIDTH, tuning), 0.1), sentences, 3)) {
                OnnxStudent.Outputs outputs = OnnxStudent.outputs(model, examples);
                assertSame(outputs.logits(), model.logits(examples));
                for (float[] probabilities : outputs.probabilities()) {
                    assertThat(IntStream.range(0, probabilities.length)
                                    .mapToDouble(c -> probabilities[c])
                                    .sum())
                            .isCloseTo(1, within(1e-5));
                }
            }
        }
    }

    @Test
    void anExportedModelHoldsEveryParameterOnce() {
        for (int sentences = 1; sentences <= 2; sentences++) {
            try (StudentModel model = student(network(), sentences, 2)) {
                assertThat(OnnxStudent.parameterCount(model))
                        .isEqualTo(model.parameterCount().total());
            }
        }
    }

    @Test
    void countsItsParameters() {
        try (StudentModel model = student(network(), 1, 2)) {
            assertThat(model.parameterCount()).isEqualTo(parameterCount());
            assertThat(Arrays.stream(model.exportParameters())
                            .mapToLong(values -> values.length)
                            .sum())
                    .isEqualTo(parameterCount().total());
        }
    }

    @Test
    void theLastLayerReadsTheHiddenStates() {
        List<Example> examples = examples(64, 2, 2);
        try (StudentModel model = student(network(), 2, 2)) {
            StudentModel.LogitsAndHidden outputs = model.logitsAndHidden(examples);
            float[][] parameters = model.exportParameters();
            float[] weight = parameters[parameters.length - 2];
            float[] bias = parameters[parameters.length - 1];
            for (int row = 0; row < examples.size(); row++) {
                float[] hidden = outputs.hidden()[row];
                assertThat(hidden).hasSize((int) model.hiddenWidth());
                double logit = bias[1];
                for (int i = 0; i < hidden.length; i++) {
                    logit += weight[hidden.length + i] * hidden[i];
                }
                assertThat((double) outputs.logits()[row][1]).isCloseTo(logit, within(1e-5));
            }
            assertThat(outputs.logits()).isDeepEqualTo(model.logits(examples));
        }
    }

    /** Compares the largest entry of each gradient with a central difference. With SGD the update is the gradient. */
    @Test
    void gradientsEqualCentralDifferences() {
        List<Example> batch = examples(8, 2, 4);
        try (StudentModel model = student(network(WordVectors.tuned(WIDTH), 0), 2, 2)) {
            float[][] start = model.exportParameters();
            loss(model, new Sgd(1, 0, 0), batch);
            float[][] end = model.exportParameters();
            for (int array = 0; array < start.length; array++) {
                int index = farthest(start[array], end[array]);
                double gradient = start[array][index] - end[array][index];
                double slope = slope(model, start, array, index, batch);
                assertThat(gradient)
                        .as(model.parameterShapes().get(array).name())
                        .isCloseTo(slope, within(Math.max(0.1 * Math.abs(slope), 5e-5)));
            }
        }
    }

    private static int farthest(float[] start, float[] end) {
        return IntStream.range(0, start.length)
                .reduce((a, b) -> Math.abs(start[b] - end[b]) > Math.abs(start[a] - end[a]) ? b : a)
                .orElseThrow();
    }

    private double slope(StudentModel model, float[][] start, int array, int index, List<Example> batch) {
        float step = differenceStep();
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            float[][] moved = Arrays.stream(start).map(float[]::clone).toArray(float[][]::new);
            moved[array][index] += side == 0 ? step : -step;
            model.importParameters(moved);
            losses[side] = loss(model, new Sgd(1e-9, 0, 0), batch);
        }
        return (losses[0] - losses[1]) / (2 * step);
    }

    private static double loss(StudentModel model, Optimizer optimizer, List<Example> batch) {
        try (TrainingStep step = step(model, optimizer)) {
            return step.step(batch).loss();
        }
    }

    @Test
    void learns() {
        List<Example> examples = examples(512, 1, 1);
        try (StudentModel model = student(network(), 1, 2);
                TrainingStep step = step(model, Adam.of(0.01))) {
            for (int epoch = 0; epoch < 12; epoch++) {
                for (int start = 0; start < examples.size(); start += 32) {
                    step.reseed(epoch * 1000L + start);
                    step.step(examples.subList(start, start + 32));
                }
            }
            assertThat(Samples.accuracy(model, examples(200, 1, 9))).isGreaterThan(0.85);
        }
    }

    @Test
    void dependsOnWordOrderIfDeclared() {
        if (!readsText()) {
            return;
        }
        try (StudentModel model = trained(1)) {
            float[][] logits = model.logits(List.of(sentence(2, 3, 4, 5, 6), sentence(6, 5, 4, 3, 2)));
            // A thousand times the rounding error.
            boolean differs = Math.abs(logits[0][0] - logits[1][0]) > 1e-4;
            assertThat(differs).isEqualTo(dependsOnWordOrder());
        }
    }

    private static Example sentence(int... words) {
        return new Example(words, null, null, Example.UNLABELED, null);
    }

    @Test
    void isUnchangedAfterSavingAndLoading(@TempDir Path folder) throws IOException {
        List<Example> examples = examples(20, 1, 1);
        try (StudentModel model = student(network(), 1, 3)) {
            model.save(folder);
            try (StudentModel read = StudentModel.load(folder)) {
                assertThat(read.network()).isEqualTo(network());
                assertThat(read.logits(examples)).isDeepEqualTo(model.logits(examples));
            }
        }
    }

    /** Holds a network as it is sent to executors if Spark uses Kryo. */
    @DefaultSerializer(JavaSerializer.class)
    private record Sent(Network network) implements Serializable {}

    @Test
    void isUnchangedAfterKryo() {
        SerializerInstance kryo = new KryoSerializer(new SparkConf(false)).newInstance();
        Sent sent = new Sent(network());
        Sent read = kryo.deserialize(
                kryo.serialize(sent, ClassTag$.MODULE$.apply(Sent.class)), ClassTag$.MODULE$.apply(Sent.class));
        assertThat(read).isEqualTo(sent);
    }

    @Test
    void refusesInputsOfTheOtherKind() {
        if (readsText()) {
            assertThatThrownBy(() -> StudentModel.forFeatures(network(), 10, 2, 1))
                    .hasMessage(
                            "Cannot create a %s: it reads text, but the task has features: 10",
                            network().name());
        } else {
            assertThatThrownBy(() -> StudentModel.forText(network(), Samples.encoder(), 1, 2, 1))
                    .hasMessage(
                            "Cannot create an %s: it reads features, but the task has text",
                            network().name());
        }
    }
}
