package io.sparkdistill.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.InvalidProtocolBufferException;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.network.BiLstm;
import io.sparkdistill.network.Cnn;
import io.sparkdistill.network.Example;
import io.sparkdistill.network.Mlp;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.Pooling;
import io.sparkdistill.network.Samples;
import io.sparkdistill.network.Transformer;
import io.sparkdistill.network.WordVectors;
import io.sparkdistill.student.StudentModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime, which knows nothing of us, gives what the student gives. */
class OnnxExportTest {
    private static final float TOLERANCE = 1e-5f;

    static List<Network> networks() {
        return List.of(
                new BiLstm(WordVectors.tuned(12), 9, 7, 0.1, Pooling.MAX),
                new BiLstm(new WordVectors(12, WordVectors.Tuning.BOTH), 9, 7, 0.1, Pooling.LAST),
                new Cnn(new WordVectors(12, WordVectors.Tuning.FROZEN), List.of(1, 2, 4), 6, 0.2),
                new Transformer(WordVectors.tuned(12), 2, 3, 10, 0.1));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void answersSentencesAsTheStudentDoes(Network network) throws OrtException {
        List<Example> examples = Samples.sentences(32, 3);
        try (StudentModel model = StudentModel.forText(network, Samples.encoder(), 1, 3, 5)) {
            assertSame(model, examples, Map.of(OnnxExport.WORDS, padded(examples, Example::words)));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void answersPairsAsTheStudentDoes(Network network) throws OrtException {
        List<Example> examples = Samples.pairs(32, 4);
        try (StudentModel model = StudentModel.forText(network, Samples.encoder(), 2, 2, 6)) {
            Map<String, Object> inputs = Map.of(
                    OnnxExport.WORDS, padded(examples, Example::words),
                    OnnxExport.WORDS_PAIR, padded(examples, Example::pairWords));
            assertSame(model, examples, inputs);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aPairHasItsEncoderOnce(Network network) throws InvalidProtocolBufferException {
        try (StudentModel model = StudentModel.forText(network, Samples.encoder(), 2, 2, 6)) {
            List<Integer> sizes =
                    OnnxMl.ModelProto.parseFrom(OnnxExport.of(model)).getGraph().getInitializerList().stream()
                            .filter(tensor -> tensor.getDataType() == OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                            .map(tensor -> tensor.getRawData().size() / Float.BYTES)
                            .toList();
            long values = sizes.stream().mapToLong(Integer::longValue).sum();
            // What is no parameter: numbers, and two rows of the sinusoidal positions of each side.
            long constants =
                    sizes.stream().filter(size -> size == 1).count() + (network instanceof Transformer ? 48 : 0);
            assertThat(values - constants).isEqualTo(model.parameterCount().total());
        }
    }

    @Test
    void answersFeaturesAsTheStudentDoes() throws OrtException {
        List<Example> examples = Samples.features(32, 5, 7);
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(8, 6), 0.1), 5, 4, 8)) {
            float[][] features = examples.stream().map(Example::features).toArray(float[][]::new);
            assertSame(model, examples, Map.of(OnnxExport.FEATURES, features));
        }
    }

    @Test
    void givesTheSameBytesForTheSameStudent() {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(8), 0), 5, 2, 8)) {
            assertThat(OnnxExport.of(model)).isEqualTo(OnnxExport.of(model));
        }
    }

    private static void assertSame(StudentModel model, List<Example> examples, Map<String, Object> inputs)
            throws OrtException {
        float[][] expected = model.logits(examples);
        OrtEnvironment environment = TinyOnnx.environment();
        try (OrtSession session = environment.createSession(OnnxExport.of(model));
                OrtSession.Result result = session.run(tensors(environment, inputs))) {
            float[][] logits =
                    (float[][]) result.get(OnnxExport.LOGITS).orElseThrow().getValue();
            float[][] probabilities = (float[][])
                    result.get(OnnxExport.PROBABILITIES).orElseThrow().getValue();
            for (int row = 0; row < expected.length; row++) {
                assertThat(logits[row]).containsExactly(expected[row], within(TOLERANCE));
                double sum = 0;
                for (float probability : probabilities[row]) {
                    sum += probability;
                }
                assertThat(sum).isCloseTo(1, within(1e-5));
            }
        }
    }

    private static Map<String, OnnxTensor> tensors(OrtEnvironment environment, Map<String, Object> inputs)
            throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (Map.Entry<String, Object> input : inputs.entrySet()) {
            tensors.put(input.getKey(), OnnxTensor.createTensor(environment, input.getValue()));
        }
        return tensors;
    }

    private static long[][] padded(List<Example> examples, Function<Example, int[]> side) {
        int steps = examples.stream()
                .mapToInt(example -> side.apply(example).length)
                .max()
                .orElseThrow();
        return examples.stream()
                .map(example -> Arrays.copyOf(
                        Arrays.stream(side.apply(example)).asLongStream().toArray(), steps))
                .toArray(long[][]::new);
    }
}
