package io.sparkdistill.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.InvalidProtocolBufferException;
import io.sparkdistill.fixtures.TinyOnnx;
import io.sparkdistill.network.Example;
import io.sparkdistill.student.StudentModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Runs exported students in ONNX Runtime. */
public final class OnnxStudent {
    private OnnxStudent() {}

    /** The outputs of an exported student, one row per example. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Outputs(float[][] logits, float[][] probabilities) {}

    /** Exports a student and computes its outputs. */
    public static Outputs outputs(StudentModel model, List<Example> examples) {
        return outputs(OnnxExport.of(model), model, examples);
    }

    /** Computes the outputs of a file that a student was exported to. */
    public static Outputs outputs(byte[] exported, StudentModel model, List<Example> examples) {
        OrtEnvironment environment = TinyOnnx.environment();
        try (OrtSession session = environment.createSession(exported);
                OrtSession.Result result = session.run(inputs(environment, model, examples))) {
            return new Outputs(matrix(result, OnnxExport.LOGITS), matrix(result, OnnxExport.PROBABILITIES));
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static float[][] matrix(OrtSession.Result result, String output) throws OrtException {
        return (float[][]) result.get(output).orElseThrow().getValue();
    }

    private static Map<String, OnnxTensor> inputs(
            OrtEnvironment environment, StudentModel model, List<Example> examples) throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (String name : OnnxExport.inputs(model.task())) {
            Object values =
                    switch (name) {
                        case OnnxExport.WORDS -> padded(examples, Example::words);
                        case OnnxExport.WORDS_PAIR -> padded(examples, Example::pairWords);
                        default -> examples.stream().map(Example::features).toArray(float[][]::new);
                    };
            inputs.put(name, OnnxTensor.createTensor(environment, values));
        }
        return inputs;
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

    /** Counts the float values of the file, except single numbers, which are constants of operators. */
    public static long parameterCount(StudentModel model) {
        try {
            return ModelProto.parseFrom(OnnxExport.of(model)).getGraph().getInitializerList().stream()
                    .filter(tensor -> tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber())
                    .mapToLong(tensor -> tensor.getRawData().size() / Float.BYTES)
                    .filter(count -> count > 1)
                    .sum();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
