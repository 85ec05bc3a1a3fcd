package io.sparkdistill.format;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds tensors within an ONNX model, and makes them outputs of a copy of it. */
public final class InnerTensors {
    /** The operators that end a layer of a transformer: normalizations, and the sums and products they are made of. */
    private static final Set<String> LAYER_ENDS = Set.of(
            "Add",
            "Mul",
            "LayerNormalization",
            "SimplifiedLayerNormalization",
            "SkipLayerNormalization",
            "SkipSimplifiedLayerNormalization");

    private InnerTensors() {}

    /**
     * Returns the names of all tensors that may be the states of a layer, in the order in which they are computed.
     *
     * @throws IOException if the file cannot be read or is not ONNX
     */
    public static List<String> ofLayers(Path model) throws IOException {
        List<String> names = new ArrayList<>();
        try (InputStream in = Files.newInputStream(model)) {
            CodedInputStream message = CodedInputStream.newInstance(in);
            for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == ModelProto.GRAPH_FIELD_NUMBER) {
                    int outer = message.pushLimit(message.readRawVarint32());
                    ofGraph(message, names);
                    message.popLimit(outer);
                } else {
                    message.skipField(tag);
                }
            }
        }
        return names;
    }

    private static void ofGraph(CodedInputStream graph, List<String> names) throws IOException {
        for (int tag = graph.readTag(); tag != 0; tag = graph.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == GraphProto.NODE_FIELD_NUMBER) {
                NodeProto node = NodeProto.parseFrom(graph.readByteArray());
                if (LAYER_ENDS.contains(node.getOpType())) {
                    names.add(node.getOutput(0));
                }
            } else {
                graph.skipField(tag);
            }
        }
    }

    /**
     * Writes a copy of a model that returns further tensors after its own outputs. It appends a model that has nothing but
     * these outputs: the parts of a protocol buffer that follow each other are merged.
     */
    public static void copyWithOutputs(Path model, List<String> names, Path copy) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder();
        names.forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
        Files.copy(model, copy);
        try (OutputStream out = Files.newOutputStream(copy, StandardOpenOption.APPEND)) {
            ModelProto.newBuilder().setGraph(graph).build().writeTo(out);
        }
    }
}
