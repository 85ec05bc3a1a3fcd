package io.sparkdistill.serving;

import io.sparkdistill.text.HashedNgrams;
import io.sparkdistill.text.HashedTerms;
import io.sparkdistill.text.TextEncoder;
import io.sparkdistill.text.Vocabulary;
import io.sparkdistill.text.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A description holds the content of {@code serving.json}, which the verb export writes.
 *
 * @param classNames names of the classes, in the order of the model's outputs
 * @param inputs names of the model's inputs: one for texts, hashed terms and features, two for pairs of texts
 * @param encoder the encoder of texts; null for features
 * @param example an example that was classified when the student was exported
 * @param exampleLogits the logits of the example, by the name of the model's file
 */
record Description(
        List<String> classNames,
        List<String> inputs,
        InputEncoder encoder,
        Input example,
        Map<String, List<Double>> exampleLogits) {

    private static final double FORMAT = 1;

    Description {
        classNames = List.copyOf(classNames);
        inputs = List.copyOf(inputs);
        exampleLogits = Map.copyOf(exampleLogits);
    }

    /**
     * Reads the description and the vocabulary of a folder.
     *
     * @throws IOException if a file cannot be read, or another version of spark-distill wrote it
     */
    static Description read(Path folder) throws IOException {
        Path file = folder.resolve(Student.DESCRIPTION);
        try {
            return of(object(Json.parse(Files.readString(file))), folder);
        } catch (ClassCastException | NullPointerException e) {
            throw new IOException(
                    "Cannot read %s: a value is missing or of another type; export the student again".formatted(file),
                    e);
        }
    }

    private static Description of(Map<String, Object> json, Path folder) throws IOException {
        if (!Double.valueOf(FORMAT).equals(json.get("format"))) {
            throw new IOException("Cannot open the student %s: its format must be %.0f: %s; export it again"
                    .formatted(folder, FORMAT, json.get("format")));
        }
        Map<String, Object> example = object(json.get("example"));
        Map<String, List<Double>> logits = new HashMap<>();
        object(example.get("logits")).forEach((model, values) -> logits.put(model, numbers(values)));
        return new Description(
                strings(json.get("classes")),
                strings(json.get("inputs")),
                json.containsKey("text") ? encoder(object(json.get("text")), folder) : null,
                input(example),
                logits);
    }

    private static InputEncoder encoder(Map<String, Object> text, Path folder) throws IOException {
        if (text.containsKey("tokenizer")) {
            throw new IOException(
                    "Cannot open the student %s: it is a TorchScript model; load its model.pt by PyTorch, or the folder by DJL Serving"
                            .formatted(folder));
        }
        if (!Words.pattern().equals(text.get("pattern")) || !Boolean.TRUE.equals(text.get("lower-case"))) {
            throw new IOException(
                    "Cannot open the student %s: this version splits texts into other words than the version that exported it; export it again, or serve it with that version"
                            .formatted(folder));
        }
        if (text.containsKey("n-grams")) {
            return new InputEncoder.TermIds(new HashedTerms(integer(text, "n-grams"), integer(text, "features")));
        }
        Vocabulary vocabulary = Vocabulary.read(folder.resolve((String) text.get("vocabulary")));
        HashedNgrams ngrams =
                text.containsKey("hashed-ngrams") ? ngrams(object(text.get("hashed-ngrams"))) : HashedNgrams.NONE;
        return new InputEncoder.WordIds(new TextEncoder(vocabulary, integer(text, "max-words"), ngrams));
    }

    private static HashedNgrams ngrams(Map<String, Object> json) {
        return new HashedNgrams(
                integer(json, "words"),
                integer(json, "min-characters"),
                integer(json, "max-characters"),
                integer(json, "buckets"));
    }

    private static int integer(Map<String, Object> object, String key) {
        return ((Double) object.get(key)).intValue();
    }

    /** Returns the id that fills the shorter rows of a batch; 0 for features, whose rows are of one length. */
    int padding() {
        return encoder == null ? 0 : encoder.padding();
    }

    private static Input input(Map<String, Object> example) {
        if (example.containsKey("features")) {
            List<Double> values = numbers(example.get("features"));
            float[] features = new float[values.size()];
            for (int i = 0; i < features.length; i++) {
                features[i] = values.get(i).floatValue();
            }
            return new Input.Features(features);
        }
        String text = (String) example.get("text");
        return example.containsKey("pair") ? new Input.Pair(text, (String) example.get("pair")) : new Input.Text(text);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<String> strings(Object value) {
        return ((List<?>) value).stream().map(String.class::cast).toList();
    }

    private static List<Double> numbers(Object value) {
        return ((List<?>) value).stream().map(Double.class::cast).toList();
    }
}
