package io.sparkdistill.jobs.serve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdistill.serving.Input;
import io.sparkdistill.serving.Prediction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the requests of {@code /predict}, and writes its responses, as JSON. */
final class Predictions {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final String TEXT = "text";
    private static final String PAIR = "pair";
    private static final String FEATURES = "features";
    private static final String INPUTS = "inputs";

    private Predictions() {}

    /**
     * A request names the examples to classify.
     *
     * @param isBatch whether it is a list of examples
     */
    record Request(List<Input> inputs, boolean isBatch) {
        Request {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * Reads the body of a request: {@code {"text": ...}}, {@code {"text": ..., "pair": ...}}, {@code {"features":
     * [...]}}, or {@code {"inputs": [...]}} with a list of these.
     *
     * @throws HttpProblem if it is something else
     */
    static Request read(byte[] body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw malformed("it is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw malformed("it is not UTF-8");
        }
        if (!json.has(INPUTS)) {
            return new Request(List.of(input(json, "the body")), false);
        }
        requireKeys(json, Set.of(INPUTS), "the body");
        JsonNode list = json.get(INPUTS);
        if (!list.isArray()) {
            throw malformed("inputs must be a list");
        }
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            inputs.add(input(list.get(i), "inputs[%d]".formatted(i)));
        }
        return new Request(inputs, true);
    }

    private static Input input(JsonNode json, String place) {
        if (!json.isObject()) {
            throw malformed(place + " must be an object with text, text and pair, or features");
        }
        if (json.has(FEATURES)) {
            requireKeys(json, Set.of(FEATURES), place);
            return features(json.get(FEATURES), place);
        }
        requireKeys(json, Set.of(TEXT, PAIR), place);
        String text = string(json, TEXT, place);
        return json.has(PAIR) ? new Input.Pair(text, string(json, PAIR, place)) : new Input.Text(text);
    }

    private static Input features(JsonNode list, String place) {
        float[] values = new float[list.size()];
        boolean numbers = list.isArray();
        for (int i = 0; numbers && i < values.length; i++) {
            numbers = list.get(i).isNumber();
            values[i] = list.get(i).floatValue();
        }
        if (!numbers) {
            throw malformed(place + ".features must be a list of numbers");
        }
        return new Input.Features(values);
    }

    private static String string(JsonNode json, String key, String place) {
        JsonNode value = json.get(key);
        if (value == null || !value.isTextual()) {
            throw malformed("%s must have a string %s".formatted(place, key));
        }
        return value.textValue();
    }

    private static void requireKeys(JsonNode json, Set<String> known, String place) {
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw malformed("%s has the unknown key %s".formatted(place, name));
            }
        }
    }

    private static HttpProblem malformed(String reason) {
        return new HttpProblem(HttpProblem.BAD_REQUEST, "Cannot read the request: " + reason);
    }

    /** Returns the reply to a request. */
    static Reply reply(Request request, List<Prediction> predictions, List<String> classes) {
        List<Map<String, Object>> all = predictions.stream()
                .map(prediction -> json(prediction, classes))
                .toList();
        return Reply.json(Reply.OK, request.isBatch() ? Map.of("predictions", all) : all.get(0));
    }

    private static Map<String, Object> json(Prediction prediction, List<String> classes) {
        Map<String, Float> probabilities = new LinkedHashMap<>();
        for (int i = 0; i < classes.size(); i++) {
            probabilities.put(classes.get(i), prediction.probabilities()[i]);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("class", prediction.className());
        json.put("probability", prediction.probability());
        json.put("probabilities", probabilities);
        return json;
    }
}
