package io.sparkdistill.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProtoOrBuilder;
import com.google.protobuf.ByteString;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the tensors of a model that are in files beside it.
 *
 * @see <a href="https://onnx.ai/onnx/repo-docs/ExternalData.html">External data of ONNX</a>
 */
public final class ExternalTensors {
    private static final String LOCATION = "location";

    private ExternalTensors() {}

    /**
     * Returns the size in bytes of the files that hold tensors of a model.
     *
     * @param folder folder of the files
     */
    public static long bytes(ModelProto model, Path folder) throws IOException {
        Set<Path> files = new HashSet<>();
        for (TensorProto tensor : model.getGraph().getInitializerList()) {
            String location = place(tensor).get(LOCATION);
            if (location != null) {
                files.add(folder.resolve(location).normalize());
            }
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /**
     * Reads tensors into the model.
     *
     * @param folder folder of the files
     * @param largest size in bytes above which a tensor stays in its file
     */
    public static void embed(ModelProto.Builder model, Path folder, long largest) throws IOException {
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            Map<String, String> place = place(tensor);
            if (place.containsKey(LOCATION)) {
                Path file = folder.resolve(place.get(LOCATION));
                long offset = Long.parseLong(place.getOrDefault("offset", "0"));
                String length = place.get("length");
                long bytes = length == null ? Files.size(file) - offset : Long.parseLong(length);
                if (bytes <= largest) {
                    tensor.clearExternalData()
                            .clearDataLocation()
                            .setRawData(ByteString.copyFrom(read(file, offset, Math.toIntExact(bytes))));
                }
            }
        }
    }

    private static Map<String, String> place(TensorProtoOrBuilder tensor) {
        return tensor.getExternalDataList().stream()
                .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
    }

    private static byte[] read(Path file, long offset, int length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(offset);
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the weights file beside the model is truncated: " + file.getFileName());
            }
            return bytes;
        }
    }
}
