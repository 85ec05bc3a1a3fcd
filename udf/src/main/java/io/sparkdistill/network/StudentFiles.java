package io.sparkdistill.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkdistill.text.Vocabulary;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A student as files: {@code student.json} (network and task), {@code vocabulary.txt} (for text) and {@code
 * parameters.bin}: the number of arrays as an int, then for each its name as Java's modified UTF-8, its number of values
 * as an int and its values as floats, all big-endian.
 */
final class StudentFiles {
    static final String DESCRIPTION = "student.json";
    static final String PARAMETERS = "parameters.bin";

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private StudentFiles() {}

    /** The content of {@code student.json}. */
    record Description(int format, Network network, TaskShape task) {}

    /** Gives the number of bytes written. */
    static long write(StudentModel model, Path folder) throws IOException {
        if (model.task().readsText() && model.vocabulary().isEmpty()) {
            throw new IllegalStateException("Cannot save a student of text: it has no vocabulary: " + folder);
        }
        Files.createDirectories(folder);
        Description description = new Description(FORMAT, model.network(), model.task());
        Files.writeString(folder.resolve(DESCRIPTION), JSON.writeValueAsString(description) + "\n");
        if (model.vocabulary().isPresent()) {
            model.vocabulary().get().write(folder);
        }
        Path file = folder.resolve(PARAMETERS);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            writeParameters(out, model.parameterShapes(), model.exportParameters());
        }
        long bytes = 0;
        for (String name : List.of(DESCRIPTION, Vocabulary.FILE, PARAMETERS)) {
            bytes +=
                    model.vocabulary().isEmpty() && name.equals(Vocabulary.FILE) ? 0 : Files.size(folder.resolve(name));
        }
        return bytes;
    }

    static StudentModel read(Path folder) throws IOException {
        Description description = JSON.readValue(folder.resolve(DESCRIPTION).toFile(), Description.class);
        if (description.format() != FORMAT) {
            throw new IOException("Cannot read a student: its format is not %d: %d in %s"
                    .formatted(FORMAT, description.format(), folder));
        }
        TaskShape task = description.task();
        Vocabulary vocabulary = task.readsText() ? Vocabulary.read(folder) : null;
        if (vocabulary != null && vocabulary.size() != task.vocabularySize()) {
            throw new IOException("Cannot read a student: its vocabulary has not %d words: %d in %s"
                    .formatted(task.vocabularySize(), vocabulary.size(), folder));
        }
        Path file = folder.resolve(PARAMETERS);
        List<ParameterShape> shapes = description.network().parameters(task);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return new StudentModel(description.network(), task, vocabulary, readParameters(in, shapes));
        }
    }

    private static void writeParameters(DataOutputStream out, List<ParameterShape> shapes, float[][] values)
            throws IOException {
        out.writeInt(values.length);
        for (int i = 0; i < values.length; i++) {
            out.writeUTF(shapes.get(i).name());
            FloatArrays.write(out, values[i]);
        }
    }

    private static float[][] readParameters(DataInputStream in, List<ParameterShape> shapes) throws IOException {
        int count = in.readInt();
        if (count != shapes.size()) {
            throw new IOException(
                    "Cannot read parameters: the network has %d arrays: %d".formatted(shapes.size(), count));
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
