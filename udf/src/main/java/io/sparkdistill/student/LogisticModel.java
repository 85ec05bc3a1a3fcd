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
 * Multinomial logistic regression on counts of terms: {@code z = b + Σ_t W[place(t)]} over the terms {@code t} of an
 * input.
 *
 * @param shape of the model
 * @param intercepts {@code b}, one a class
 * @param weights {@code W}, row-major {@code (features, classes)}, the weights of the inverse document frequency included
 */
@SuppressWarnings("ArrayRecordComponent")
public record LogisticModel(Shape shape, float[] intercepts, float[] weights) {
    public static final String NAME = "logistic";
    /** Intercepts and weights: of each their number as an int and their values as floats, big-endian. */
    public static final String WEIGHTS = "weights.bin";

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * What a model reads and gives.
     *
     * @param sentences 1, or 2 for pairs
     * @param classes logits it gives
     */
    public record Shape(int ngrams, int features, int sentences, int classes) {
        /** Numbers that a model learns. */
        public long parameterCount() {
            return (features + 1L) * classes;
        }

        /** From words to places among the features. */
        public HashedTerms terms() {
            return new HashedTerms(ngrams, features);
        }
    }

    /** The content of {@code student.json}. */
    record Description(int format, Shape logistic) {}

    public LogisticModel {
        if (intercepts.length != shape.classes() || weights.length != shape.parameterCount() - shape.classes()) {
            throw new IllegalArgumentException(
                    "Cannot make a logistic model: it has %s, but %d intercepts and %d weights"
                            .formatted(shape, intercepts.length, weights.length));
        }
    }

    /** The logits of an input. */
    public float[] logits(int[] places) {
        int classes = shape.classes();
        double[] sums = new double[classes];
        for (int place : places) {
            for (int i = 0; i < classes; i++) {
                sums[i] += weights[place * classes + i];
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
     * @param folder made if it does not exist
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
     * Reads what {@link #save} wrote.
     *
     * @param files the path of each of its files
     * @throws IOException if one of them is damaged, or of another format; the message names it
     */
    public static LogisticModel load(Function<String, Path> files) throws IOException {
        Path description = files.apply(StudentFiles.DESCRIPTION);
        Description read = JSON.readValue(description.toFile(), Description.class);
        if (read.format() != FORMAT) {
            throw new IOException("Cannot read a student: its format is not %d: %d in %s"
                    .formatted(FORMAT, read.format(), description));
        }
        Path file = files.apply(WEIGHTS);
        float[][] arrays = FloatArrays.readFile(file, in -> new float[][] {FloatArrays.read(in), FloatArrays.read(in)});
        try {
            return new LogisticModel(read.logistic(), arrays[0], arrays[1]);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "Cannot read %s: it does not fit %s: %s".formatted(file, description, e.getMessage()), e);
        }
    }
}
