package io.sparkdistill.format;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the declarations of an ONNX file without its weights, because a model may be larger than the heap. Source:
 * onnx.proto of the ONNX project, messages {@code ModelProto} to {@code TensorProto}.
 */
public final class OnnxFile {
    private static final Set<Integer> NOT_LEARNED = Set.of(
            TensorProto.DataType.INT32_VALUE,
            TensorProto.DataType.INT64_VALUE,
            TensorProto.DataType.STRING_VALUE,
            TensorProto.DataType.BOOL_VALUE);

    private static final Set<Integer> REDUCED = Set.of(
            TensorProto.DataType.INT8_VALUE,
            TensorProto.DataType.UINT8_VALUE,
            TensorProto.DataType.FLOAT16_VALUE,
            TensorProto.DataType.BFLOAT16_VALUE);

    private final List<DeclaredInput> inputs = new ArrayList<>();
    private final List<String> unreadableOutputs = new ArrayList<>();
    private final Set<String> externalData = new TreeSet<>();
    private long parameterCount;
    private boolean reducedPrecision;
    private boolean hasGraph;

    /** Reads a field of a message after its tag. */
    private interface Field {
        public void read(CodedInputStream message, int tag) throws IOException;
    }

    /** A tensor description holds the size and the type of a tensor. */
    private record Tensor(long size, int type) {}

    private OnnxFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException if the file cannot be read or is not ONNX
     */
    public static OnnxFile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /**
     * Reads the content of a file.
     *
     * @throws IOException if the file cannot be read or is not ONNX
     */
    public static OnnxFile read(InputStream in) throws IOException {
        OnnxFile read = new OnnxFile();
        each(CodedInputStream.newInstance(in), (model, tag) -> {
            if (is(tag, ModelProto.GRAPH_FIELD_NUMBER)) {
                read.hasGraph = true;
                within(model, () -> each(model, read::ofGraph));
            } else {
                model.skipField(tag);
            }
        });
        return read;
    }

    /** Returns whether a file is ONNX. */
    static boolean isOne(Path file) {
        try {
            return read(file).hasGraph;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the graph's inputs; in files of old versions also its initializers. */
    List<DeclaredInput> inputs() {
        return List.copyOf(inputs);
    }

    /** Returns the names of outputs that are not tensors, such as the maps that scikit-learn's converter writes. */
    List<String> unreadableOutputs() {
        return List.copyOf(unreadableOutputs);
    }

    /** Returns the paths of files with external weights, relative to the file, in alphabetical order. */
    List<String> externalData() {
        return List.copyOf(externalData);
    }

    /**
     * Returns the number of trained parameters: the elements of the initializers, except integers, texts and booleans.
     */
    public long parameterCount() {
        return parameterCount;
    }

    /** Returns whether some weights have 16 bits or fewer. */
    boolean reducedPrecision() {
        return reducedPrecision;
    }

    private void ofGraph(CodedInputStream graph, int tag) throws IOException {
        switch (WireFormat.getTagFieldNumber(tag)) {
            case GraphProto.INITIALIZER_FIELD_NUMBER -> within(graph, () -> {
                Tensor tensor = tensor(graph);
                parameterCount += NOT_LEARNED.contains(tensor.type()) ? 0 : tensor.size();
            });
            case GraphProto.INPUT_FIELD_NUMBER -> inputs.add(input(ValueInfoProto.parseFrom(graph.readByteArray())));
            case GraphProto.OUTPUT_FIELD_NUMBER -> {
                ValueInfoProto output = ValueInfoProto.parseFrom(graph.readByteArray());
                if (output.getType().getValueCase() != TypeProto.ValueCase.TENSOR_TYPE) {
                    unreadableOutputs.add(output.getName());
                }
            }
            default -> ofSubgraph(graph, tag);
        }
    }

    /** Reads a graph within a node; its inputs are not those of the model. */
    private void ofSubgraph(CodedInputStream graph, int tag) throws IOException {
        switch (WireFormat.getTagFieldNumber(tag)) {
            case GraphProto.INITIALIZER_FIELD_NUMBER -> within(graph, () -> tensor(graph));
            case GraphProto.NODE_FIELD_NUMBER -> within(graph, () -> each(graph, this::ofNode));
            default -> graph.skipField(tag);
        }
    }

    private void ofNode(CodedInputStream node, int tag) throws IOException {
        if (is(tag, NodeProto.ATTRIBUTE_FIELD_NUMBER)) {
            within(node, () -> each(node, this::ofAttribute));
        } else {
            node.skipField(tag);
        }
    }

    private void ofAttribute(CodedInputStream attribute, int tag) throws IOException {
        switch (WireFormat.getTagFieldNumber(tag)) {
            case AttributeProto.T_FIELD_NUMBER, AttributeProto.TENSORS_FIELD_NUMBER -> within(
                    attribute, () -> tensor(attribute));
            case AttributeProto.G_FIELD_NUMBER, AttributeProto.GRAPHS_FIELD_NUMBER -> within(
                    attribute, () -> each(attribute, this::ofSubgraph));
            default -> attribute.skipField(tag);
        }
    }

    private Tensor tensor(CodedInputStream tensor) throws IOException {
        long size = 1;
        int type = TensorProto.DataType.UNDEFINED_VALUE;
        for (int tag = tensor.readTag(); tag != 0; tag = tensor.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case TensorProto.DIMS_FIELD_NUMBER -> size *= dimensions(tensor, WireFormat.getTagWireType(tag));
                case TensorProto.DATA_TYPE_FIELD_NUMBER -> type = tensor.readInt32();
                case TensorProto.EXTERNAL_DATA_FIELD_NUMBER -> {
                    StringStringEntryProto entry = StringStringEntryProto.parseFrom(tensor.readByteArray());
                    Optional.of(entry)
                            .filter(one -> one.getKey().equals("location"))
                            .ifPresent(location -> externalData.add(location.getValue()));
                }
                default -> tensor.skipField(tag);
            }
        }
        reducedPrecision |= REDUCED.contains(type);
        return new Tensor(size, type);
    }

    /** Returns one dimension, or the product of several packed dimensions. */
    private static long dimensions(CodedInputStream tensor, int wireType) throws IOException {
        if (wireType == WireFormat.WIRETYPE_VARINT) {
            return tensor.readInt64();
        }
        long product = 1;
        int outer = tensor.pushLimit(tensor.readRawVarint32());
        while (tensor.getBytesUntilLimit() > 0) {
            product *= tensor.readInt64();
        }
        tensor.popLimit(outer);
        return product;
    }

    private static DeclaredInput input(ValueInfoProto input) {
        TypeProto.Tensor tensor = input.getType().getTensorType();
        List<Long> sizes = tensor.getShape().getDimList().stream()
                .map(size -> Math.max(0, size.getDimValue())) // 0 without a value; -1 is how some exporters write that
                .toList();
        return new DeclaredInput(input.getName(), type(tensor.getElemType()), sizes);
    }

    /** Returns DJL's data type; {@link DataType#UNKNOWN} for an unsupported one. */
    private static DataType type(int type) {
        return switch (type) {
            case TensorProto.DataType.FLOAT_VALUE -> DataType.FLOAT32;
            case TensorProto.DataType.DOUBLE_VALUE -> DataType.FLOAT64;
            case TensorProto.DataType.INT32_VALUE -> DataType.INT32;
            case TensorProto.DataType.INT64_VALUE -> DataType.INT64;
            case TensorProto.DataType.INT8_VALUE -> DataType.INT8;
            case TensorProto.DataType.UINT8_VALUE -> DataType.UINT8;
            case TensorProto.DataType.BOOL_VALUE -> DataType.BOOLEAN;
            default -> DataType.UNKNOWN;
        };
    }

    private interface MessageReader {
        void run() throws IOException;
    }

    private static boolean is(int tag, int field) {
        return WireFormat.getTagFieldNumber(tag) == field;
    }

    private static void each(CodedInputStream message, Field field) throws IOException {
        for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
            field.read(message, tag);
        }
    }

    /** Reads a message within a message. */
    private static void within(CodedInputStream message, MessageReader reader) throws IOException {
        int outer = message.pushLimit(message.readRawVarint32());
        reader.run();
        if (message.getBytesUntilLimit() > 0) {
            throw new InvalidProtocolBufferException("the file is truncated");
        }
        message.popLimit(outer);
    }
}
