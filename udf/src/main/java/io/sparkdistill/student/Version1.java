package io.sparkdistill.student;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdistill.engine.FloatArrays;
import io.sparkdistill.network.ParameterShape;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the folders of students that spark-distill 0.1.0 wrote. Their {@code student.json} has a {@code format} and the
 * key of its type, and their parameters are big-endian: {@link FloatArrays#read}.
 */
final class Version1 {
    static final int VERSION = 1;
    /** The file of a network: the number of arrays as an int, then for each its name as Java's modified UTF-8 and its values. */
    static final String PARAMETERS = "parameters.bin";
    /** The file of a logistic regression: its intercepts, then its weights. */
    static final String WEIGHTS = "weights.bin";

    private static final String FORMAT = "format";
    private static final List<String> TYPES =
            List.of(StudentDescription.NETWORK, LogisticModel.NAME, TorchScriptModel.NAME);

    private Version1() {}

    /** Returns a description of version 1 in the current schema. Other descriptions are returned unchanged. */
    static JsonNode upgraded(JsonNode description) {
        if (description.path(FORMAT).asInt() != VERSION) {
            return description;
        }
        ObjectNode upgraded = description.deepCopy();
        upgraded.remove(FORMAT);
        upgraded.put("version", VERSION);
        TYPES.stream().filter(description::has).findFirst().ifPresent(type -> upgraded.put("type", type));
        return upgraded;
    }

    static float[][] weights(Path file) throws IOException {
        return FloatArrays.readFile(file, in -> new float[][] {FloatArrays.read(in), FloatArrays.read(in)});
    }

    static float[][] parameters(Path file, List<ParameterShape> shapes) throws IOException {
        return FloatArrays.readFile(file, in -> parameters(in, shapes));
    }

    private static float[][] parameters(DataInputStream in, List<ParameterShape> shapes) throws IOException {
        int count = in.readInt();
        if (count != shapes.size()) {
            throw new IOException(
                    "Cannot read parameters: there must be %d arrays: %d".formatted(shapes.size(), count));
        }
        float[][] values = new float[count][];
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            values[i] = FloatArrays.read(in);
            if (!name.equals(shapes.get(i).name())
                    || values[i].length != shapes.get(i).count()) {
                throw new IOException("Cannot read parameters: expected %s with %d values: %s with %d"
                        .formatted(shapes.get(i).name(), shapes.get(i).count(), name, values[i].length));
            }
        }
        return values;
    }
}
