package io.sparkdistill.teacher;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;

/** The files beside an ONNX file that hold weights of it, as exporters write them for models above 2 GB. */
final class ExternalData {
    private ExternalData() {}

    /**
     * The paths that a model's file names, relative to it.
     *
     * @throws IOException if one leads out of the model's folder
     */
    static List<String> locations(Path model) throws IOException {
        try (InputStream in = Files.newInputStream(model)) {
            return locations(in);
        }
    }

    /**
     * The paths that the content of a model's file names, relative to it.
     *
     * @throws IOException if one leads out of the model's folder
     */
    static List<String> locations(InputStream model) throws IOException {
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
    static String beside(String model, String location) {
        return model.substring(0, model.lastIndexOf('/') + 1) + location;
    }

    /** The name within the model's files of the one at an index of {@link #locations}. */
    static String file(int index) {
        return "weights-" + index;
    }

    /** Opens a model where its weights lie under the names that it gives them. */
    interface Opening {
        Model at(Path model) throws IOException, MalformedModelException;
    }

    /**
     * Opens a model in a folder of links, which are gone afterwards: the engine has then read or mapped the files.
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
            return opening.at(link(folder.resolve("model.onnx"), model));
        } finally {
            FileUtil.fullyDelete(folder.toFile());
        }
    }

    private static Path link(Path link, Path file) throws IOException {
        Files.createDirectories(link.getParent());
        return Files.createSymbolicLink(link, file.toAbsolutePath());
    }
}
