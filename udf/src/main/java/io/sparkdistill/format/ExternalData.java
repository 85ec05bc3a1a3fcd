package io.sparkdistill.format;

import ai.djl.MalformedModelException;
import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.sparkdistill.onnx.ExternalTensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileUtil;

/** Handles the files beside an ONNX file that hold its weights; exporters write them for models above 2 GB. */
public final class ExternalData {
    /** A size in bytes above that of any list of axes and any shape. */
    private static final long SMALL = 1024;

    private ExternalData() {}

    /**
     * Returns the paths that a model's file names, relative to it.
     *
     * @throws IOException if a path leads out of the model's folder
     */
    public static List<String> locations(Path model) throws IOException {
        try (InputStream in = Files.newInputStream(model)) {
            return locations(in);
        }
    }

    /**
     * Returns the paths that the content of a model's file names, relative to it.
     *
     * @throws IOException if a path leads out of the model's folder
     */
    public static List<String> locations(InputStream model) throws IOException {
        List<String> locations;
        try {
            locations = OnnxFile.read(model).externalData();
        } catch (InvalidProtocolBufferException e) {
            return List.of(); // The file is not ONNX: loading it reports that.
        }
        Set<String> normalized = new TreeSet<>(); // One file may be written in several ways, such as w and ./w.
        for (String location : locations) {
            Path path = Path.of(location).normalize();
            if (path.isAbsolute() || path.startsWith("..")) {
                throw new IOException(
                        "the model keeps weights outside its folder; save it with all files in one folder: "
                                + location);
            }
            normalized.add(path.toString());
        }
        return List.copyOf(normalized);
    }

    /** Returns the path of a file beside a model's, on any file system that Hadoop reads. */
    public static String beside(String model, String location) {
        return model.substring(0, model.lastIndexOf('/') + 1) + location;
    }

    /** Returns the name of a weights file among a model's files, by its index in {@link #locations}. */
    public static String file(int index) {
        return "weights-" + index;
    }

    /** Opens a model whose weights are under the names that it declares. */
    interface Opening<T> {
        T at(Path model) throws IOException, MalformedModelException;
    }

    /**
     * Opens a model in a temporary folder, which is deleted afterwards: by then the engine has read or mapped the
     * files. The folder has links to the weights, and the model with its small tensors embedded: ONNX Runtime does not
     * read axes and shapes from another file.
     *
     * @param locations paths of the weights that the model declares
     * @param weights files of the weights
     */
    static <T> T with(Path model, List<String> locations, List<Path> weights, Opening<T> opening)
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
        ExternalTensors.embed(model, folder, SMALL);
        return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
    }

    private static Path link(Path link, Path file) throws IOException {
        Files.createDirectories(link.getParent());
        return Files.createSymbolicLink(link, file.toAbsolutePath());
    }
}
