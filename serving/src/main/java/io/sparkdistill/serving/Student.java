package io.sparkdistill.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A student classifies examples with an exported model.
 *
 * <p>It is thread-safe: one student serves all threads of a process, and each call computes on the thread that makes it.
 */
public final class Student implements AutoCloseable {
    /** The name of the file that describes an exported student. */
    public static final String DESCRIPTION = "serving.json";

    private final Path folder;
    private final Description description;
    private final OnnxModel model;

    private Student(Path folder, Description description, OnnxModel model) {
        this.folder = folder;
        this.description = description;
        this.model = model;
    }

    /**
     * Opens the folder that the verb export wrote, in single precision.
     *
     * @throws IOException if the folder cannot be read, or the model does not reproduce the example in it
     */
    public static Student open(Path folder) throws IOException {
        return open(folder, Precision.FLOAT32);
    }

    /**
     * Opens the folder that the verb export wrote.
     *
     * @throws IOException if the folder cannot be read, has no model of this precision, or the model does not reproduce
     *     the example in it
     */
    public static Student open(Path folder, Precision precision) throws IOException {
        Description description = Description.read(folder);
        Student student = new Student(folder, description, OnnxModel.open(folder.resolve(precision.file())));
        try {
            student.checkExample(precision);
            return student;
        } catch (IOException | RuntimeException e) {
            student.close();
            throw e;
        }
    }

    /** Compares the logits of the example with those at the export, where the description has them. */
    private void checkExample(Precision precision) throws IOException {
        List<Double> expected = description.exampleLogits().get(precision.file());
        if (expected == null) {
            return; // A model that was quantized after the export.
        }
        float[] found = predict(description.example()).logits();
        boolean equal = found.length == expected.size();
        for (int i = 0; equal && i < found.length; i++) {
            equal = Math.abs(found[i] - expected.get(i))
                    <= precision.tolerance() * Math.max(1, Math.abs(expected.get(i)));
        }
        if (!equal) {
            throw new IOException(
                    "Cannot open the student %s: %s gives other logits for the example of %s: %s instead of %s; export it again%s"
                            .formatted(
                                    folder,
                                    precision.file(),
                                    DESCRIPTION,
                                    Arrays.toString(found),
                                    expected,
                                    precision.remedy()));
        }
    }

    /** Returns the names of the classes, in the order of {@link Prediction#probabilities}. */
    public List<String> classNames() {
        return description.classNames();
    }

    /** Returns an example of the kind that the student reads, of no particular class. */
    public Input example() {
        return description.example();
    }

    /** Classifies a text. */
    public Prediction predict(String text) {
        return predict(new Input.Text(text));
    }

    /** Classifies a pair of texts. */
    public Prediction predict(String first, String second) {
        return predict(new Input.Pair(first, second));
    }

    /** Classifies dense features. */
    public Prediction predict(float[] features) {
        return predict(new Input.Features(features));
    }

    /**
     * Classifies an example.
     *
     * @throws IllegalArgumentException if the student reads another kind of examples
     */
    public Prediction predict(Input input) {
        return predict(List.of(input)).get(0);
    }

    /**
     * Classifies examples, in their order. Examples of similar length are computed together, which is several times
     * faster than one by one.
     *
     * @throws IllegalArgumentException if the student reads another kind of examples
     */
    public List<Prediction> predict(List<? extends Input> inputs) {
        List<Batch.Encoded> encoded = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            check(inputs.get(i));
            encoded.add(Batch.Encoded.of(i, inputs.get(i), description.encoder()));
        }
        Prediction[] predictions = new Prediction[inputs.size()];
        for (Batch batch : Batch.of(encoded, description.padding())) {
            OnnxModel.Outputs outputs = batch.run(model, description.inputs());
            for (int row = 0; row < batch.rows(); row++) {
                predictions[batch.examples().get(row).index()] =
                        Prediction.of(outputs.logits()[row], outputs.probabilities()[row], description);
            }
        }
        return List.of(predictions);
    }

    private void check(Input input) {
        Input example = description.example();
        if (input.getClass() != example.getClass()) {
            throw new IllegalArgumentException("Cannot classify an example: the student reads %s, and the example is %s"
                    .formatted(kind(example), kind(input)));
        }
        if (input instanceof Input.Features found
                && example instanceof Input.Features expected
                && found.values().length != expected.values().length) {
            throw new IllegalArgumentException(
                    "Cannot classify an example: the student reads %d features, and the example has %d"
                            .formatted(expected.values().length, found.values().length));
        }
    }

    private static String kind(Input input) {
        if (input instanceof Input.Features) {
            return "features";
        }
        return input instanceof Input.Pair ? "a pair of texts" : "a text";
    }

    @Override
    public void close() {
        model.close();
    }
}
