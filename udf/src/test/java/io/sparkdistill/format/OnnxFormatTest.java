package io.sparkdistill.format;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.sparkdistill.fixtures.TinyOnnx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class OnnxFormatTest extends ModelFormatContract {
    private static final List<String> NAMES = List.of("input_ids", "attention_mask", "token_type_ids");

    @Override
    ModelFormat format() {
        return ModelFormat.ONNX;
    }

    @Override
    void writeTextModel(Path file) throws IOException {
        TinyOnnx.writeTwin(file, NAMES);
    }

    @Override
    void writeReducedPrecision(Path file) throws IOException {
        TinyOnnx.writeTwin(file, NAMES, TensorProto.DataType.BFLOAT16);
    }

    @Override
    void writeFeatureModel(Path file) throws IOException {
        TinyOnnx.writeLinear(file, new float[][] {{0, 1}, {2, 3}, {4, 5}});
    }

    @Override
    long writeParameters(Path file) throws IOException {
        TinyOnnx.writeLinear(file, new float[7][3]);
        return 21;
    }

    @Override
    String mistake() {
        return "not ONNX, or too new for this ONNX Runtime; a GPU needs a jar that was built with onnxruntime_gpu";
    }
}
