package io.sparkdistill.student;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sparkdistill.engine.FloatArrays;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Multinomial logistic regression on term counts: {@code z = b + Σ_t W[index(t)]} over the terms {@code t} of an input.
 *
 * @param shape sizes of the model
 * @param intercepts {@code b}, one per class
 * @param weights {@code W}, row-major {@code (features, classes)}, multiplied by the inverse document frequencies
 */
@SuppressWarnings("ArrayRecordComponent")
public record LogisticModel(Shape shape, float[] intercepts, float[] weights) {
    public static final String NAME = "logistic";
    /** The file of intercepts and weights: for each array its length as an int and its values as floats, big-endian. */
    public static final String WEIGHTS = "weights.bin";

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * The sizes of a model.
     *
     * @param sentences 1, or 2 for pairs
     * @param classes number of logits
     */
    public record Shape(int ngrams, int features, int sentences, int classes) {
        /** Returns the number of trained parameters. */
        public long parameterCount() {
            return (features + 1L) * classes;
        }

        /** Returns the hashing of words to feature indices. */
        public HashedTerms terms() {
            return new HashedTerms(ngrams, features);
        }
    }

    /** The content of {@code student.json}. */
    record Description(int format, Shape logistic) {}

    public LogisticModel {
        if (intercepts.length != shape.classes() || weights.length != shape.parameterCount() - shape.classes()) {
            throw new IllegalArgumentException(
                    "Cannot create a logistic model: its arrays do not match %s: %d intercepts and %d weights"
                            .formatted(shape, intercepts.length, weights.length));
        }
    }

    /** Computes the logits of an input from the feature indices of its terms. */
    public float[] logits(int[] indices) {
        int classes = shape.classes();
        double[] sums = new double[classes];
        for (int index : indices) {
            for (int i = 0; i < classes; i++) {
                sums[i] += weights[index * classes + i];
            }
        }
        float[] logits = new float[classes];
        for (int i = 0; i < classes; i++) {
            logits[i] = (float) (intercepts[i] + sums[i]);
        }
        return logits;
    }

    /**
     * Writes {@code student.json} and {@code weights.bin}.
     *
     * @param folder folder, created if it does not exist
     */
    public void save(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(StudentFiles.DESCRIPTION),
                JSON.writeValueAsString(new Description(FORMAT, shape)) + "\n");
        Path file = folder.resolve(WEIGHTS);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            FloatArrays.write(out, intercepts);
            FloatArrays.write(out, weights);
        }
    }

    /**
     * Reads a model that {@link #save} wrote.
     *
     * @param files returns the path of each file by its name
     * @throws IOException if a file is damaged or of another format; the message names it
     */
    public static LogisticModel load(Function<String, Path> files) throws IOException {
        Path description = files.apply(StudentFiles.DESCRIPTION);
        Description read = JSON.readValue(description.toFile(), Description.class);
        if (read.format() != FORMAT) {
            throw new IOException("Cannot read the student %3$s: its format must be %1$d: %2$d"
                    .formatted(FORMAT, read.format(), description));
        }
        Path file = files.apply(WEIGHTS);
        float[][] arrays = FloatArrays.readFile(file, in -> new float[][] {FloatArrays.read(in), FloatArrays.read(in)});
        try {
            return new LogisticModel(read.logistic(), arrays[0], arrays[1]);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "Cannot read %s: it does not match %s: %s".formatted(file, description, e.getMessage()), e);
        }
    }
}
