package io.sparkdistill.quantization;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.sparkdistill.onnx.FloatTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Holds the constant float32 tensors of a graph, and counts how often each is read. */
final class GraphWeights {
    private final Map<String, TensorProto> weights = new HashMap<>();
    private final Map<String, Long> reads = new HashMap<>();

    GraphWeights(GraphProto graph) {
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE) {
                weights.put(tensor.getName(), tensor);
            }
        }
        graph.getNodeList().stream().flatMap(GraphWeights::namesRead).forEach(name -> reads.merge(name, 1L, Long::sum));
        graph.getOutputList().forEach(output -> reads.merge(output.getName(), 1L, Long::sum));
    }

    /** Returns the names of the values that a node reads, those of its subgraphs included. */
    static Stream<String> namesRead(NodeProto node) {
        Stream<String> ofSubgraphs = node.getAttributeList().stream()
                .map(AttributeProto::getG)
                .flatMap(graph -> graph.getNodeList().stream())
                .flatMap(GraphWeights::namesRead);
        return Stream.concat(node.getInputList().stream(), ofSubgraphs);
    }

    /** Returns the sizes of the axes of a weight; an empty list for a name that is no weight. */
    List<Integer> shape(String name) {
        TensorProto tensor = weights.get(name);
        return tensor == null
                ? List.of()
                : tensor.getDimsList().stream().map(Math::toIntExact).toList();
    }

    /** Returns the number of values of a weight; 0 for a name that is no weight. */
    long size(String name) {
        return weights.containsKey(name) ? shape(name).stream().reduce(1, Math::multiplyExact) : 0;
    }

    /** Returns the number of times that the graph reads a value. */
    long reads(String name) {
        return reads.getOrDefault(name, 0L);
    }

    /** Returns the values of a weight, row-major. */
    float[] values(String name) {
        return FloatTensors.values(weights.get(name));
    }

    static TensorProto floats(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return tensor(name, TensorProto.DataType.FLOAT, ByteString.copyFrom(bytes), shape);
    }

    static TensorProto bytes(String name, byte[] values, long... shape) {
        return tensor(name, TensorProto.DataType.INT8, ByteString.copyFrom(values), shape);
    }

    private static TensorProto tensor(String name, TensorProto.DataType type, ByteString bytes, long... shape) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(Arrays.stream(shape).boxed().toList())
                .setRawData(bytes)
                .build();
    }
}
