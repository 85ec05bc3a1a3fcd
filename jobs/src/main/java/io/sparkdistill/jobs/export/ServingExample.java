package io.sparkdistill.jobs.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sparkdistill.serving.Input;
import io.sparkdistill.student.StudentModel;
import io.sparkdistill.text.TextEncoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds the example in {@code serving.json}, by which whoever serves the student sees that it is served right. It is
 * made of the vocabulary, and not of the data.
 *
 * @param text null for features
 * @param pair the second text of a pair; null otherwise
 * @param features null for texts
 * @param logits logits of the example by the name of the model's file
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ServingExample(String text, String pair, float[] features, Map<String, float[]> logits) {
    private static final int RESERVED = 2;
    private static final int WORDS = 8;
    private static final int STEPS = 7;

    ServingExample {
        logits = new TreeMap<>(logits);
    }

    /** Makes the example of a student that reads any text, without logits. */
    static ServingExample ofTexts(boolean pairs) {
        return new ServingExample("One text, of 6 words.", pairs ? "Another text." : null, null, Map.of());
    }

    /** Makes the example of a student that reads features, without logits. */
    static ServingExample ofFeatures(int count) {
        float[] features = new float[count];
        for (int i = 0; i < count; i++) {
            features[i] = (float) (i % STEPS) / STEPS;
        }
        return new ServingExample(null, null, features, Map.of());
    }

    /** Makes the example of a network, without logits. */
    static ServingExample of(StudentModel student) {
        if (student.encoder().isEmpty()) {
            return ofFeatures(student.task().featureCount());
        }
        String text = text(student.encoder().get(), 0);
        String pair = student.task().sentences() == 2 ? text(student.encoder().get(), WORDS) : null;
        return new ServingExample(text, pair, null, Map.of());
    }

    /** Joins words of the vocabulary and one that is not in it. */
    private static String text(TextEncoder encoder, int skipped) {
        List<String> words = encoder.vocabulary().words().stream()
                .skip(RESERVED + skipped)
                .limit(WORDS)
                .toList();
        return String.join(" ", words) + " Unknownword!";
    }

    ServingExample with(String model, float[] modelLogits) {
        Map<String, float[]> all = new TreeMap<>(logits);
        all.put(model, modelLogits);
        return new ServingExample(text, pair, features, all);
    }

    /** Returns the example as an exported student reads it. */
    Input input() {
        if (features != null) {
            return new Input.Features(features);
        }
        return pair == null ? new Input.Text(text) : new Input.Pair(text, pair);
    }
}
