package io.sparkdistill.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.sparkdistill.export.OnnxExport;
import io.sparkdistill.export.OnnxStudent;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.network.BiGru;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxQuantizationTest {
    @TempDir
    Path folder;

    static List<Arguments> networks() {
        return List.of(
                Arguments.of(
                        new BiLstm(WordVectors.tuned(48), 40, 32, 0, Pooling.MAX),
                        Map.of("Gather", 1, "LSTM", 2, "Gemm", 1)),
                Arguments.of(new BiGru(WordVectors.tuned(48), 40, 32, 0, Pooling.MAX), Map.of("Gather", 1, "Gemm", 1)),
                Arguments.of(new Cnn(WordVectors.tuned(48), List.of(1, 2), 32, 0), Map.of("Gather", 3)),
                Arguments.of(new Transformer(WordVectors.tuned(48), 2, 4, 96, 0), Map.of("Gather", 1, "MatMul", 12)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void networksStayCloseToTheirLogits(Network network, Map<String, Integer> operators) throws IOException {
        List<Example> examples = Samples.sentences(64, 3);
        try (StudentModel model = StudentModel.forText(network, Samples.encoder(), 1, 3, 5)) {
            OnnxQuantization.Report report = quantize(OnnxExport.of(model));
            assertThat(report.operators()).isEqualTo(operators);
            assertThat(report.bytes()).isEqualTo(OnnxExport.of(model).length);
            assertThat(report.quantizedBytes()).isEqualTo(Files.size(folder.resolve("int8.onnx")));
            float[][] expected = model.logits(examples);
            float[][] found = OnnxStudent.outputs(int8(), model, examples).logits();
            double largest = 0;
            double error = 0;
            for (int row = 0; row < expected.length; row++) {
                for (int i = 0; i < expected[row].length; i++) {
                    largest = Math.max(largest, Math.abs(expected[row][i]));
                    error = Math.max(error, Math.abs(expected[row][i] - found[row][i]));
                }
            }
            assertThat(error).isPositive().isLessThan(0.05 * largest);
        }
    }

    @Test
    void aWideStudentShrinksToAQuarter() throws IOException {
        try (StudentModel model = StudentModel.forFeatures(new Mlp(List.of(256), 0), 200, 4, 8)) {
            OnnxQuantization.Report report = quantize(OnnxExport.of(model));
            assertThat((double) report.quantizedBytes() / report.bytes()).isCloseTo(0.27, within(0.02));
        }
    }

    @Test
    void everyWeightIsWithinHalfAStepOfItsChannel() throws IOException {
        float[][] weights = new float[40][30];
        for (int row = 0; row < weights.length; row++) {
            for (int column = 0; column < weights[row].length; column++) {
                weights[row][column] = (float) Math.sin(row * 7 + column) * (float) Math.pow(10, column % 5 - 2);
            }
        }
        Path model = TinyOnnx.writeLinear(folder.resolve("linear.onnx"), weights);
        OnnxQuantization.quantize(model, folder.resolve("int8.onnx"));
        List<byte[]> numbers = ModelProto.parseFrom(int8()).getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getName().endsWith("_int8"))
                .map(tensor -> tensor.getRawData().toByteArray())
                .toList();
        assertThat(numbers).hasSize(1);
        for (int column = 0; column < 30; column++) {
            float largest = 0;
            for (float[] row : weights) {
                largest = Math.max(largest, Math.abs(row[column]));
            }
            float scale = largest / 127;
            for (int row = 0; row < weights.length; row++) {
                assertThat(numbers.get(0)[row * 30 + column] * scale)
                        .isCloseTo(weights[row][column], within(0.5001f * scale));
            }
        }
    }

    @Test
    void weightsInFilesBesideTheModelAreRead() throws IOException {
        Path model = TinyOnnx.writeLinear(folder.resolve("linear.onnx"), new float[64][32]);
        TinyOnnx.moveWeights(model, "weights.bin");
        OnnxQuantization.Report report = OnnxQuantization.quantize(model, folder.resolve("int8.onnx"));
        assertThat(report.operators()).isEqualTo(Map.of("MatMul", 1));
        assertThat(report.bytes())
                .isEqualTo(Files.size(model) + Files.size(folder.resolve("weights.bin")))
                .isGreaterThan(4 * 64 * 32);
        assertThat(ModelProto.parseFrom(int8()).getGraph().getInitializerList())
                .noneMatch(tensor -> tensor.getExternalDataCount() > 0);
    }

    @Test
    void productsOfOneInputShareItsNumbers() throws IOException {
        try (StudentModel model =
                StudentModel.forText(new Transformer(WordVectors.tuned(48), 1, 4, 96, 0), Samples.encoder(), 1, 3, 5)) {
            quantize(OnnxExport.of(model));
            long products = count("MatMulInteger");
            assertThat(products).isEqualTo(6);
            // Queries, keys and values read the same.
            assertThat(count("DynamicQuantizeLinear")).isEqualTo(4);
        }
    }

    @Test
    void aModelOfFewWeightsStaysAsItIs() throws IOException {
        Path model = TinyOnnx.writeLinear(folder.resolve("small.onnx"), new float[4][3]);
        assertThatThrownBy(() -> OnnxQuantization.quantize(model, folder.resolve("int8.onnx")))
                .isInstanceOf(NothingToQuantizeException.class)
                .hasMessage(
                        "Cannot quantize %s: it has no large weights in float32 that products, lookups or LSTMs read;"
                                + " small models and models of lower precision stay as they are",
                        model);
        assertThat(folder.resolve("int8.onnx")).doesNotExist();
    }

    @Test
    void aModelIsNotOverwritten() throws IOException {
        Path model = TinyOnnx.writeLinear(folder.resolve("linear.onnx"), new float[64][32]);
        byte[] before = Files.readAllBytes(model);
        Path same = folder.resolve("here/../linear.onnx");
        Files.createDirectory(folder.resolve("here"));
        assertThatThrownBy(() -> OnnxQuantization.quantize(model, same))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "Cannot quantize %s: the quantized model would overwrite it; write it to another file", model);
        assertThat(model).hasBinaryContent(before);
        Path missing = folder.resolve("missing/int8.onnx");
        assertThatThrownBy(() -> OnnxQuantization.quantize(model, missing))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot write %1$s: java.nio.file.NoSuchFileException: %1$s".formatted(missing));
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws IOException {
        Path model = Files.writeString(folder.resolve("text.onnx"), "no model");
        assertThatThrownBy(() -> OnnxQuantization.quantize(model, folder.resolve("int8.onnx")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot quantize %s: ONNX Runtime cannot read it: ".formatted(model));
    }

    private OnnxQuantization.Report quantize(byte[] exported) throws IOException {
        Path model = Files.write(folder.resolve("model.onnx"), exported);
        return OnnxQuantization.quantize(model, folder.resolve("int8.onnx"));
    }

    private byte[] int8() throws IOException {
        return Files.readAllBytes(folder.resolve("int8.onnx"));
    }

    private long count(String operator) throws IOException {
        return ModelProto.parseFrom(int8()).getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .filter(operator::equals)
                .count();
    }
}
