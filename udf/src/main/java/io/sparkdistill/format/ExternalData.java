package io.sparkdistill.format;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileUtil;

/** The files beside an ONNX file that hold weights of it, as exporters write them for models above 2 GB. */
public final class ExternalData {
    /** The size in bytes that no list of axes and no shape exceeds. */
    private static final long SMALL = 1024;

    private ExternalData() {}

    /**
     * The paths that a model's file names, relative to it.
     *
     * @throws IOException if one leads out of the model's folder
     */
    public static List<String> locations(Path model) throws IOException {
        try (InputStream in = Files.newInputStream(model)) {
            return locations(in);
        }
    }

    /**
     * The paths that the content of a model's file names, relative to it.
     *
     * @throws IOException if one leads out of the model's folder
     */
    public static List<String> locations(InputStream model) throws IOException {
        List<String> locations;
        try {
            locations = OnnxFile.read(model).externalData();
        } catch (InvalidProtocolBufferException e) {
            return List.of(); // It is not ONNX: loading it says so.
        }
        for (String location : locations) {
            Path path = Path.of(location).normalize();
            if (path.isAbsolute() || path.startsWith("..")) {
                throw new IOException("the model keeps weights outside its folder; save it again: " + location);
            }
        }
        return locations;
    }

    /** The path of a file beside a model's, on any file system that Hadoop reads. */
    public static String beside(String model, String location) {
        return model.substring(0, model.lastIndexOf('/') + 1) + location;
    }

    /** The name within the model's files of the one at an index of {@link #locations}. */
    public static String file(int index) {
        return "weights-" + index;
    }

    /** Opens a model where its weights lie under the names that it gives them. */
    interface Opening {
        Model at(Path model) throws IOException, MalformedModelException;
    }

    /**
     * Opens a model in a folder that is gone afterwards: the engine has then read or mapped the files. There are links to
     * its weights, and the model with its small tensors put back into it: ONNX Runtime reads no axes or shapes from another
     * file.
     *
     * @param locations of its weights
     * @param weights their files
     */
    static Model with(Path model, List<String> locations, List<Path> weights, Opening opening)
            throws IOException, MalformedModelException {
        Path folder = Files.createTempDirectory("spark-distill-onnx");
        try {
            for (int i = 0; i < locations.size(); i++) {
                link(folder.resolve(locations.get(i)), weights.get(i));
            }
            return opening.at(withSmallTensors(model, folder));
        } finally {
            FileUtil.fullyDelete(folder.toFile());
        }
    }

    private static Path withSmallTensors(Path file, Path folder) throws IOException {
        ModelProto.Builder model;
        try (InputStream in = Files.newInputStream(file)) {
            model = ModelProto.parseFrom(in).toBuilder();
        }
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            Map<String, String> place = tensor.getExternalDataList().stream()
                    .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
            long length = Long.parseLong(place.getOrDefault("length", Long.toString(SMALL + 1)));
            if (place.containsKey("location") && length <= SMALL) {
                long offset = Long.parseLong(place.getOrDefault("offset", "0"));
                tensor.clearExternalData()
                        .clearDataLocation()
                        .setRawData(
                                ByteString.copyFrom(read(folder.resolve(place.get("location")), offset, (int) length)));
            }
        }
        return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
    }

    private static byte[] read(Path file, long offset, int length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(offset);
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the weights beside the model are cut short: " + file.getFileName());
            }
            return bytes;
        }
    }

    private static Path link(Path link, Path file) throws IOException {
        Files.createDirectories(link.getParent());
        return Files.createSymbolicLink(link, file.toAbsolutePath());
    }
}
