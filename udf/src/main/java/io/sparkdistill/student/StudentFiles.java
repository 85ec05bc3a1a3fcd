package io.sparkdistill.student;

import io.sparkdistill.network.ParameterShape;
import io.sparkdistill.text.HashedNgrams;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads and writes a network with its parameters: {@code student.json} (network and task), {@code vocabulary.txt} (for
 * text) and {@code parameters.safetensors}, in which each parameter has its name and its shape.
 */
final class StudentFiles {
    private StudentFiles() {}

    /** Writes the files, and returns the number of bytes written. */
    static long write(StudentModel model, Path folder) throws IOException {
        if (model.task().readsText() && model.encoder().isEmpty()) {
            throw new IllegalStateException("Cannot save a student of text: it has no vocabulary: " + folder);
        }
        int maximumWords = model.encoder().map(TextEncoder::maximumWords).orElse(0);
        StudentDescription description =
                new StudentDescription.Network(StudentDescription.VERSION, model.network(), model.task(), maximumWords);
        StudentJson.write(folder, description);
        if (model.encoder().isPresent()) {
            model.encoder().get().vocabulary().write(folder.resolve(Vocabulary.FILE));
        }
        writeParameters(
                folder.resolve(StudentDescription.PARAMETERS), model.parameterShapes(), model.exportParameters());
        return bytes(folder, description.files());
    }

    /** Returns the total number of bytes of files. */
    static long bytes(Path folder, List<String> files) throws IOException {
        long bytes = 0;
        for (String file : files) {
            bytes += Files.size(folder.resolve(file));
        }
        return bytes;
    }

    static StudentModel read(Function<String, Path> files) throws IOException {
        StudentDescription.Network description =
                StudentJson.read(files.apply(StudentDescription.FILE), StudentDescription.Network.class);
        TextEncoder encoder =
                description.task().readsText() ? encoder(description, files.apply(Vocabulary.FILE)) : null;
        List<ParameterShape> shapes = description.network().parameters(description.task());
        float[][] parameters = description.version() == Version1.VERSION
                ? Version1.parameters(files.apply(Version1.PARAMETERS), shapes)
                : readParameters(files.apply(StudentDescription.PARAMETERS), shapes);
        return new StudentModel(description.network(), description.task(), encoder, parameters);
    }

    private static TextEncoder encoder(StudentDescription.Network description, Path file) throws IOException {
        Vocabulary vocabulary = Vocabulary.read(file);
        HashedNgrams ngrams = description.network().ngrams();
        int expected = description.task().vocabularySize() - ngrams.buckets();
        if (vocabulary.size() != expected) {
            throw new IOException("Cannot read the vocabulary %3$s: it must have %1$d words: %2$d"
                    .formatted(expected, vocabulary.size(), file));
        }
        return new TextEncoder(vocabulary, description.maximumWords(), ngrams);
    }

    private static void writeParameters(Path file, List<ParameterShape> shapes, float[][] values) throws IOException {
        List<Safetensors.Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            tensors.add(
                    new Safetensors.Tensor(shapes.get(i).name(), shapes.get(i).sizes(), values[i]));
        }
        Safetensors.write(file, tensors);
    }

    private static float[][] readParameters(Path file, List<ParameterShape> shapes) throws IOException {
        Map<String, Safetensors.Tensor> tensors =
                Safetensors.read(file).stream().collect(Collectors.toMap(Safetensors.Tensor::name, tensor -> tensor));
        if (tensors.size() != shapes.size()) {
            throw new IOException(
                    "Cannot read %s: there must be %d parameters: %d".formatted(file, shapes.size(), tensors.size()));
        }
        float[][] values = new float[shapes.size()][];
        for (int i = 0; i < values.length; i++) {
            ParameterShape shape = shapes.get(i);
            Safetensors.Tensor tensor = tensors.get(shape.name());
            if (tensor == null || !tensor.sizes().equals(shape.sizes())) {
                throw new IOException("Cannot read %s: %s must have the shape %s: %s"
                        .formatted(file, shape.name(), shape.sizes(), tensor == null ? "absent" : tensor.sizes()));
            }
            values[i] = tensor.values();
        }
        return values;
    }
}
