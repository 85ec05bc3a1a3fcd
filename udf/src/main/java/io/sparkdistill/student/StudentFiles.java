package io.sparkdistill.student;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkdistill.engine.FloatArrays;
import io.sparkdistill.network.Network;
import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.network.TaskShape;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Reads and writes a student's files: {@code student.json} (network and task), {@code vocabulary.txt} (for text) and
 * {@code parameters.bin}. The latter holds the number of arrays as an int, then for each array its name as Java's
 * modified UTF-8, its length as an int and its values as floats, all big-endian.
 */
public final class StudentFiles {
    /** The name of the file that describes network and task. */
    public static final String DESCRIPTION = "student.json";
    /** The name of the file of parameters. */
    public static final String PARAMETERS = "parameters.bin";

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private StudentFiles() {}

    /**
     * The content of {@code student.json}.
     *
     * @param maximumWords number of words after which a text is truncated; 0 for features
     */
    record Description(int format, Network network, TaskShape task, int maximumWords) {}

    /** Writes the files, and returns the number of bytes written. */
    static long write(StudentModel model, Path folder) throws IOException {
        if (model.task().readsText() && model.encoder().isEmpty()) {
            throw new IllegalStateException("Cannot save a student of text: it has no vocabulary: " + folder);
        }
        Files.createDirectories(folder);
        int maximumWords = model.encoder().map(TextEncoder::maximumWords).orElse(0);
        Description description = new Description(FORMAT, model.network(), model.task(), maximumWords);
        Files.writeString(folder.resolve(DESCRIPTION), JSON.writeValueAsString(description) + "\n");
        if (model.encoder().isPresent()) {
            model.encoder().get().vocabulary().write(folder.resolve(Vocabulary.FILE));
        }
        Path file = folder.resolve(PARAMETERS);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            writeParameters(out, model.parameterShapes(), model.exportParameters());
        }
        long bytes = 0;
        for (String name : List.of(DESCRIPTION, Vocabulary.FILE, PARAMETERS)) {
            bytes += model.encoder().isEmpty() && name.equals(Vocabulary.FILE) ? 0 : Files.size(folder.resolve(name));
        }
        return bytes;
    }

    static StudentModel read(Function<String, Path> files) throws IOException {
        Path file = files.apply(DESCRIPTION);
        Description description = JSON.readValue(file.toFile(), Description.class);
        if (description.format() != FORMAT) {
            throw new IOException("Cannot read the student %3$s: its format must be %1$d: %2$d"
                    .formatted(FORMAT, description.format(), file));
        }
        TaskShape task = description.task();
        TextEncoder encoder = task.readsText() ? encoder(description, files.apply(Vocabulary.FILE)) : null;
        List<ParameterShape> shapes = description.network().parameters(task);
        float[][] parameters = FloatArrays.readFile(files.apply(PARAMETERS), in -> readParameters(in, shapes));
        return new StudentModel(description.network(), task, encoder, parameters);
    }

    private static TextEncoder encoder(Description description, Path file) throws IOException {
        Vocabulary vocabulary = Vocabulary.read(file);
        int expected = description.task().vocabularySize();
        if (vocabulary.size() != expected) {
            throw new IOException("Cannot read the vocabulary %3$s: it must have %1$d words: %2$d"
                    .formatted(expected, vocabulary.size(), file));
        }
        return new TextEncoder(vocabulary, description.maximumWords());
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
