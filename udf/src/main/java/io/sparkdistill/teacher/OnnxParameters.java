package io.sparkdistill.teacher;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Counts the parameters of an ONNX file: the elements of its initializers, less those of types that hold shapes and
 * indices. The numbers themselves are skipped: a model may be larger than the heap.
 */
final class OnnxParameters {
    private static final Set<Integer> NOT_LEARNT =
            Set.of(DataType.INT32_VALUE, DataType.INT64_VALUE, DataType.STRING_VALUE, DataType.BOOL_VALUE);

    private OnnxParameters() {}

    private interface Count {
        long of(CodedInputStream message) throws IOException;
    }

    static long count(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Count ofGraph = graph -> sum(graph, GraphProto.INITIALIZER_FIELD_NUMBER, OnnxParameters::size);
            return sum(CodedInputStream.newInstance(in), ModelProto.GRAPH_FIELD_NUMBER, ofGraph);
        }
    }

    /** Sums over all occurrences of a field that holds messages. */
    private static long sum(CodedInputStream message, int field, Count count) throws IOException {
        long sum = 0;
        for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == field) {
                int outer = message.pushLimit(message.readRawVarint32());
                sum += count.of(message);
                message.popLimit(outer);
            } else {
                message.skipField(tag);
            }
        }
        return sum;
    }

    private static long size(CodedInputStream tensor) throws IOException {
        long size = 1;
        int type = DataType.UNDEFINED_VALUE;
        for (int tag = tensor.readTag(); tag != 0; tag = tensor.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case TensorProto.DIMS_FIELD_NUMBER -> size *= dimensions(tensor, WireFormat.getTagWireType(tag));
                case TensorProto.DATA_TYPE_FIELD_NUMBER -> type = tensor.readInt32();
                default -> tensor.skipField(tag);
            }
        }
        return NOT_LEARNT.contains(type) ? 0 : size;
    }

    /** The product of one dimension, or of several that are packed together. */
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
}
