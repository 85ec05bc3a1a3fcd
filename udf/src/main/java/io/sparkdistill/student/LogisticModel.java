package io.sparkdistill.student;

import io.sparkdistill.text.HashedTerms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Computes multinomial logistic regression, on term counts: {@code z = b + Σ_t W[index(t)]} over the terms {@code t} of an
 * input; or on dense features: {@code z = b + Σ_i W[i]·x_i}.
 *
 * @param shape sizes of the model
 * @param intercepts {@code b}, one per class
 * @param weights {@code W}, row-major {@code (features, classes)}, multiplied by the inverse document frequencies
 */
@SuppressWarnings("ArrayRecordComponent")
public record LogisticModel(Shape shape, float[] intercepts, float[] weights) {
    public static final String NAME = "logistic";
    private static final String INTERCEPTS = "intercepts";
    private static final String WEIGHTS = "weights";

    /**
     * A shape describes the sizes of a model.
     *
     * @param ngrams words of the longest n-gram; 0 for features
     * @param features number of feature indices
     * @param sentences 1, or 2 for pairs; 0 for features
     * @param classes number of logits
     */
    public record Shape(int ngrams, int features, int sentences, int classes) {
        /** Returns the number of trained parameters. */
        public long parameterCount() {
            return (features + 1L) * classes;
        }

        /** Returns the shape of a model on dense features. */
        public static Shape ofFeatures(int features, int classes) {
            return new Shape(0, features, 0, classes);
        }

        /** Returns whether the model reads texts or pairs, and not features. */
        public boolean readsText() {
            return sentences > 0;
        }

        /** Returns the hashing of words to feature indices. */
        public HashedTerms terms() {
            return new HashedTerms(ngrams, features);
        }
    }

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

    /** Computes the logits of dense features. */
    public float[] logits(float[] values) {
        int classes = shape.classes();
        float[] logits = new float[classes];
        for (int c = 0; c < classes; c++) {
            double sum = intercepts[c];
            for (int i = 0; i < values.length; i++) {
                sum += (double) weights[i * classes + c] * values[i];
            }
            logits[c] = (float) sum;
        }
        return logits;
    }

    /**
     * Writes {@code student.json} and {@code parameters.safetensors}: {@code intercepts} of shape {@code (classes)} and
     * {@code weights} of shape {@code (features, classes)}.
     *
     * @param folder folder, created if it does not exist
     */
    public void save(Path folder) throws IOException {
        StudentJson.write(folder, new StudentDescription.Logistic(StudentDescription.VERSION, shape));
        long classes = shape.classes();
        Safetensors.write(
                folder.resolve(StudentDescription.PARAMETERS),
                List.of(
                        new Safetensors.Tensor(INTERCEPTS, List.of(classes), intercepts),
                        new Safetensors.Tensor(WEIGHTS, List.of((long) shape.features(), classes), weights)));
    }

    /**
     * Reads a model that {@link #save} or spark-distill 0.1.0 wrote.
     *
     * @param files returns the path of each file by its name
     * @throws IOException if a file is damaged or of a later version; the message names it
     */
    public static LogisticModel load(Function<String, Path> files) throws IOException {
        Path description = files.apply(StudentDescription.FILE);
        StudentDescription.Logistic read = StudentJson.read(description, StudentDescription.Logistic.class);
        boolean old = read.version() == Version1.VERSION;
        Path file = files.apply(old ? Version1.WEIGHTS : StudentDescription.PARAMETERS);
        float[][] arrays = old ? Version1.weights(file) : arrays(file);
        try {
            return new LogisticModel(read.logistic(), arrays[0], arrays[1]);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "Cannot read %s: it does not match %s: %s".formatted(file, description, e.getMessage()), e);
        }
    }

    private static float[][] arrays(Path file) throws IOException {
        List<Safetensors.Tensor> tensors = Safetensors.read(file);
        List<String> names = tensors.stream().map(Safetensors.Tensor::name).toList();
        if (!names.equals(List.of(INTERCEPTS, WEIGHTS))) {
            throw new IOException(
                    "Cannot read %s: its tensors must be intercepts and weights: %s".formatted(file, names));
        }
        return tensors.stream().map(Safetensors.Tensor::values).toArray(float[][]::new);
    }
}
