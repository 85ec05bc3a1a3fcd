package io.sparkdistill.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.fixtures.TinyTeacher;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that an engine does not load: the message says why, and blames the format only if it is another one. */
class LoadFailureTest {
    private static final List<String> NAMES = List.of("input_ids", "attention_mask", "token_type_ids");
    private static final String NOT_ONNX =
            "Cannot load the model: not ONNX, or too new for this ONNX Runtime; a GPU needs a jar that was built with"
                    + " onnxruntime_gpu";
    private static final String NOT_TORCH_SCRIPT =
            "Cannot load the model: not TorchScript, or saved by a newer PyTorch";

    @TempDir
    Path folder;

    @Test
    void namesAnOperatorThatOnnxRuntimeDoesNotHave() throws IOException {
        Path model = onnx(proto -> {
            proto.addOpsetImportBuilder().setDomain("ai.mine").setVersion(1);
            proto.getGraphBuilder()
                    .addNodeBuilder()
                    .setOpType("Mine")
                    .setDomain("ai.mine")
                    .addInput("logits")
                    .addOutput("mine");
        });
        assertThatThrownBy(() -> load(ModelFormat.ONNX, model))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot load the model: Fatal error: ai.mine:Mine(-1) is not a registered function/op");
    }

    @Test
    void namesTheVersionsOfAFileThatIsTooNew() throws IOException {
        Path newer = onnx(proto -> proto.setIrVersion(99));
        assertThatThrownBy(() -> load(ModelFormat.ONNX, newer))
                .hasMessage("Cannot load the model: Unsupported model IR version: 99, max supported IR version: 10");
        Path opset = onnx(proto -> proto.getOpsetImportBuilder(0).setVersion(99));
        assertThatThrownBy(() -> load(ModelFormat.ONNX, opset))
                .hasMessageStartingWith(
                        "Cannot load the model: ONNX Runtime only *guarantees* support for models stamped"
                                + " with official released onnx opset versions. Opset 99 is under development")
                .hasMessageEndingWith("Current official support for domain ai.onnx is till opset 22.");
    }

    @Test
    void tellsThatTheWeightsBesideAModelAreCutShort() throws IOException {
        Path model = TinyOnnx.writeLinear(folder.resolve("linear.onnx"), new float[3][400]);
        Path weights = TinyOnnx.moveWeights(model, "linear.onnx_data");
        Files.write(weights, Arrays.copyOf(Files.readAllBytes(weights), 100));
        assertThatThrownBy(() -> ModelFormat.ONNX.load("tiny", model, List.of(weights), Device.cpu()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot load the model: ")
                .hasMessageContaining("size to read: 4800 given file_length: 100 are out of bounds")
                .hasMessageNotContaining("onnxruntime_src");
        TinyOnnx.change(model, proto -> proto.getGraphBuilder()
                .getInitializerBuilder(0)
                .setDims(0, 1)
                .setDims(1, 4)
                .getExternalDataBuilder(2)
                .setValue("16"));
        Files.write(weights, new byte[7]);
        assertThatThrownBy(() -> ModelFormat.ONNX.load("tiny", model, List.of(weights), Device.cpu()))
                .hasMessage("Cannot load the model: the weights file beside the model is truncated: linear.onnx_data");
    }

    @Test
    void namesAnOperatorThatPyTorchDoesNotHave() throws IOException {
        Path model =
                TinyTeacher.writeModel(folder.resolve("model.pt"), "    return ops.torchvision.nms(mask, mask, 0.5)\n");
        assertThatThrownBy(() -> load(ModelFormat.TORCH_SCRIPT, model))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot load the model: Unknown builtin op: torchvision::nms.");
    }

    @Test
    void tellsThatANameBelongsToTheOtherFormat() throws IOException {
        Path onnx = Files.move(onnx(proto -> {}), folder.resolve("model.pt"));
        assertThatThrownBy(() -> load(ModelFormat.TORCH_SCRIPT, onnx))
                .hasMessage("Cannot load the model: it is a file of another format; let its name end in .onnx");
        Path torch = TinyTeacher.writeModel(folder.resolve("model.onnx"), TinyTeacher.TWO_CLASSES);
        assertThatThrownBy(() -> load(ModelFormat.ONNX, torch))
                .hasMessage("Cannot load the model: it is a file of another format; let its name end in .pt");
    }

    @Test
    void knowsAFormatByItsNameInAnyCase() {
        assertThat(ModelFormat.of("models/Teacher.ONNX")).contains(ModelFormat.ONNX);
        assertThat(ModelFormat.of("models/teacher.Pt")).contains(ModelFormat.TORCH_SCRIPT);
        assertThat(ModelFormat.of("models/onnx")).isEmpty();
    }

    @Test
    void takesNoHalfOfAFileForAWholeOne() throws IOException {
        Path onnx = TinyOnnx.change(onnx(proto -> {}), proto -> proto.getGraphBuilder()
                .addInitializerBuilder()
                .setName("big")
                .setDataType(DataType.FLOAT_VALUE)
                .addDims(1000)
                .setRawData(ByteString.copyFrom(new byte[4000])));
        byte[] whole = Files.readAllBytes(onnx);
        for (int length : new int[] {0, whole.length / 2, whole.length - 4100}) {
            Files.write(onnx, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> load(ModelFormat.ONNX, onnx)).hasMessage(NOT_ONNX);
        }
        Path torch = TinyTeacher.writeModel(folder.resolve("cut.pt"), TinyTeacher.TWO_CLASSES);
        byte[] archive = Files.readAllBytes(torch);
        Files.write(torch, Arrays.copyOf(archive, archive.length - 60));
        assertThatThrownBy(() -> load(ModelFormat.TORCH_SCRIPT, torch)).hasMessage(NOT_TORCH_SCRIPT);
    }

    @Test
    void namesAGpuForWhichPyTorchIsMissing() throws IOException {
        Path model = TinyTeacher.writeModel(folder.resolve("model.pt"), TinyTeacher.TWO_CLASSES);
        assertThatThrownBy(() -> ModelFormat.TORCH_SCRIPT.load("tiny", model, Device.gpu(1)))
                .hasMessage(
                        "Cannot load the model on gpu(1): this PyTorch has no GPU; add"
                                + " ai.djl.pytorch:pytorch-native-cu124, or a newer one that fits the machine, to the class path");
    }

    @Test
    void tellsThatAnArchiveHasNoCode() throws IOException {
        Path file = folder.resolve("weights.pt");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("weights/data.pkl"));
        }
        assertThatThrownBy(() -> load(ModelFormat.TORCH_SCRIPT, file)).hasMessage(NOT_TORCH_SCRIPT);
    }

    private Path onnx(Consumer<ModelProto.Builder> change) throws IOException {
        return TinyOnnx.change(TinyOnnx.writeTwin(folder.resolve("model.onnx"), NAMES), change);
    }

    private static void load(ModelFormat format, Path file) throws IOException {
        format.load("tiny", file, Device.cpu()).close();
    }
}
