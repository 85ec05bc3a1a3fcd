package io.sparkdistill.jobs.serve;

import io.sparkdistill.serving.Input;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds the fields of the page's form.
 *
 * @param text a text, the first of a pair, or numbers with white space or commas between them
 * @param pair the second text of a pair
 */
record FormInput(String text, String pair) {
    /**
     * Reads the body of a form.
     *
     * @throws HttpProblem if it is malformed
     */
    static FormInput read(byte[] body) {
        Map<String, String> fields = new HashMap<>();
        for (String field : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
            }
        }
        return new FormInput(fields.getOrDefault("text", ""), fields.getOrDefault("pair", ""));
    }

    private static String decoded(String field) {
        try {
            return URLDecoder.decode(field, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(
                    HttpProblem.BAD_REQUEST, "Cannot read the form: it is not URL-encoded: " + e.getMessage());
        }
    }

    /**
     * Returns the example.
     *
     * @param example an example of the kind that the student reads
     * @throws IllegalArgumentException if the fields are not of this kind
     */
    Input of(Input example) {
        if (example instanceof Input.Features) {
            return new Input.Features(features());
        }
        return example instanceof Input.Pair ? new Input.Pair(text, pair) : new Input.Text(text);
    }

    private float[] features() {
        String[] numbers = text.strip().split("[\\s,;]+", -1);
        float[] features = new float[text.isBlank() ? 0 : numbers.length];
        for (int i = 0; i < features.length; i++) {
            try {
                features[i] = Float.parseFloat(numbers[i]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "Cannot classify features: all must be numbers: %s".formatted(numbers[i]), e);
            }
        }
        return features;
    }
}
